package Server;

# A server on a loopback port. It ends when the object goes away.

use strict;
use warnings;

use IO::Socket::INET;
use POSIX ();
use Time::HiRes qw(sleep time);

use constant PATIENCE => 30;

# Signals end the process in a way that runs END blocks and destructors.
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);

sub free_port {
    my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die "no port: $!";
    return $socket->sockport;
}

# In command and env, PORT becomes the port. The server's output goes to log.
sub start {
    my ($class, %is) = @_;
    my $port = $is{port} // free_port();
    my $pid = fork // die "cannot fork: $!";
    if (!$pid) {
        @ENV{ keys %{ $is{env} } } = map { s/\bPORT\b/$port/r } values %{ $is{env} };
        open STDOUT, '>>', $is{log};
        open STDERR, '>>', $is{log};
        exec { $is{command}[0] } map { s/\bPORT\b/$port/r } @{ $is{command} } or POSIX::_exit(127);
    }
    my $self = bless { %is, pid => $pid, port => $port, owner => $$ }, $class;
    $self->wait_listening;
    return $self;
}

sub wait_listening {
    my ($self) = @_;
    my $end = time + PATIENCE;
    while (time < $end) {
        return if $self->connect;
        die "$self->{command}[0] ended: " . $self->said if $self->has_ended;
        sleep 0.05;
    }
    die "$self->{command}[0] does not listen: " . $self->said;
}

# Afterwards another process may have its number.
sub has_ended {
    my ($self) = @_;
    return $self->{ended} ||= waitpid $self->{pid}, POSIX::WNOHANG();
}

sub connect {
    my ($self) = @_;
    return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}, Timeout => PATIENCE);
}

sub said {
    my ($self) = @_;
    open my $log, '<', $self->{log} or return "no log: $!";
    local $/ = undef;
    return scalar <$log>;
}

# All the bytes of an answer.
sub raw {
    my ($self, $request) = @_;
    my $socket = $self->connect or die "cannot connect: $!";
    print {$socket} $request;
    local $/ = undef;
    return scalar <$socket>;
}

sub DESTROY {
    my ($self) = @_;
    return if $$ != $self->{owner} || $self->has_ended;
    local ($?, $!);
    kill TERM => $self->{pid};
    my $end = time + 5;
    sleep 0.02 while !$self->has_ended && time < $end;
    kill KILL => $self->{pid} if !$self->has_ended;
    waitpid $self->{pid}, 0 if !$self->has_ended;
    return;
}

1;
