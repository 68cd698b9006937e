# Every object is copied, freed, and used in other threads and processes. Memory stays sound.
use strict;
use warnings;

use Config;
use FindBin;
use lib "$FindBin::Bin/lib";
use Classes qw(classes handles methods objects shared);
use Fails;
use POSIX ();
use Scalar::Util qw(reftype);
use Siplaunch;
use Test::More;

my $gone   = qr/is a copy/;
my %given  = (username => 'testuser', server => 'example.org', password => 'testpass');
my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
my $phone  = Siplaunch::Brand->sip_phone;
my $testee = Siplaunch::Credentials->new(%given);
my $link   = $portal->launch_link($phone, $testee);
my $ring   = Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32 }, current => 0);
my $query  = 'c=' . $ring->seal($testee, expires => 2_000_000_000);

local $SIG{__WARN__} = sub { fail "a warning: @_" };

# Without a request, cgi would die for that reason first.
local $ENV{REQUEST_METHOD} = 'GET';

is_deeply [sort keys %{ objects() }], [sort { $a cmp $b } classes()], 'an object of every class';
cmp_ok scalar(handles()), '>=', 9, 'handles';
my %calls = map { my $class = $_; map { ("${class}->$_" => [$class, $_]) } methods($class) } handles();
cmp_ok scalar keys %calls, '>', 40, 'calls';

# The arguments that some methods check first.
my %wanted = (launch_link_of => [$phone, %given]);

# Every method dies and names the reason, except to_app: the sub that it makes dies.
sub is_of_no_use {
    my ($object, $class, $what) = @_;
    for my $method (methods($class)) {
        next if $method eq 'to_app';
        like fails(sub { $object->$method(@{ $wanted{$method} // [] }) }, 'Usage', undef, "$what: $method")->message, $gone, 'says why';
    }
    return;
}

# A method does not die, or for another reason.
sub is_of_use {
    my ($object, $class, $what) = @_;
    my ($method) = methods($class);
    my $used = $method ? sub { $object->$method } : sub { Siplaunch::LaunchHandler->new(page => $object) };
    unlike eval { $used->(); 1 } ? '' : $@, $gone, $what;
    return;
}

# A copy as Clone makes it: without a word to the object.
sub copied {
    my ($object) = @_;
    my $copy = reftype $object eq 'HASH' ? { %{$object} } : \(my $same = ${$object});
    return bless $copy, ref $object;
}

# Calls with an object among their arguments.
my %takes = (
    Brand => {
        launch_link    => sub { $portal->launch_link($_[0], $testee) },
        launch_links   => sub { $portal->launch_links($_[0], []) },
        launch_link_of => sub { $portal->launch_link_of($_[0], %given) },
        sealed         => sub { Siplaunch::LaunchHandler->sealed($_[0], $ring) },
        explain        => sub { Siplaunch::explain($link, $_[0]) },
    },
    KeyRing => {
        explain     => sub { Siplaunch::explain($link, $phone, key_ring => $_[0]) },
        sealed      => sub { Siplaunch::LaunchHandler->sealed($phone, $_[0]) },
        sealed_links => sub { $portal->sealed_links($_[0], [], expires => 1_800_000_000) },
        sealed_link => sub { $portal->sealed_link($_[0], $testee, expires => 1_800_000_000) },
        one_time_link => sub { $portal->one_time_link($_[0], $testee, expires => 1_800_000_000) },
    },
    Portal => {
        sealed_budget => sub { Siplaunch::Sms->sealed_budget($_[0], $testee, brand_name => 'Acme') },
        one_time_budget => sub { Siplaunch::Sms->one_time_budget($_[0], $testee, brand_name => 'Acme') },
    },
    Page => {
        sealed => sub { Siplaunch::LaunchHandler->sealed($phone, $ring, page => $_[0]) },
        new    => sub { Siplaunch::LaunchHandler->new(page => $_[0]) },
    },
    Credentials => {
        token         => sub { $phone->token($_[0]) },
        app_link      => sub { $phone->app_link($_[0]) },
        intent_link   => sub { $phone->intent_link($_[0], package => 'a.b') },
        launch_link   => sub { $portal->launch_link($phone, $_[0]) },
        sealed_link   => sub { $portal->sealed_link($ring, $_[0], expires => 1_800_000_000) },
        one_time_link => sub { $portal->one_time_link($ring, $_[0], expires => 1_800_000_000) },
        seal          => sub { $ring->seal($_[0], expires => 1_800_000_000) },
        seal_one_time => sub { $ring->seal_one_time($_[0], expires => 1_800_000_000) },
        sealed_budget => sub { Siplaunch::Sms->sealed_budget($portal, $_[0], brand_name => 'Acme') },
        one_time_budget => sub { Siplaunch::Sms->one_time_budget($portal, $_[0], brand_name => 'Acme') },
    },
);
for my $class (sort keys %takes) {
    my $copy = copied(objects()->{"Siplaunch::$class"});
    for my $call (sort keys %{ $takes{$class} }) {
        is eval { $takes{$class}{$call}->(objects()->{"Siplaunch::$class"}); 1 }, 1, "$call takes a $class" or diag $@;
        like fails(sub { $takes{$class}{$call}->($copy) }, 'Usage', undef, "$call takes no copy of a $class")->message, $gone, 'and says why';
    }
}

for my $class (handles()) {
    my $object = objects()->{$class};
    my $copy   = copied($object);
    is_of_no_use($copy, $class, "$class: a copy");
    undef $copy;
    is_of_use($object, $class, "$class: the copy's end is not the original's");
}

# A child process ends in three ways, with objects of its own and of its parent.
for my $end (sub { exit 7 }, sub { open STDERR, '>', '/dev/null'; $! = 7; die "end\n" }, sub { POSIX::_exit(7) }) {
    our $objects = objects();
    my $child = fork // die "cannot fork: $!";
    if (!$child) {
        our $own = objects();
        Test::More->builder->no_ending(1);
        delete $objects->{'Siplaunch::Page'};
        $end->() if $portal->launch_link($phone, $testee) eq $link;
        POSIX::_exit(1);
    }
    waitpid $child, 0;
    is $?, 7 << 8, 'another process ends';
    is $objects->{'Siplaunch::Portal'}->launch_link($phone, $testee), $link, 'and leaves ours';
}

SKIP: {
    skip 'this Perl has no threads', 1 if !$Config{useithreads};
    require threads;
    our $objects = objects();
    my $said = sub {
        my ($call) = @_;
        return eval { $call->(); 1 } ? 'no exception' : ref $@ && $@->isa('Siplaunch::Exception::Usage') ? $@->message : "$@";
    };
    my ($thread) = threads->create({ context => 'list' }, sub {
        our $own = objects();
        my $link = $own->{'Siplaunch::Portal'}->launch_link($phone = Siplaunch::Brand->sip_phone, $testee);
        my @said;
        my %is_shared = map { $_ => 1 } shared();
        for my $class (grep { !$is_shared{$_} } handles()) {
            push @said, map { my $method = $_; "$class->$method: " . $said->(sub { $objects->{$class}->$method(@{ $wanted{$method} // [] }) }) }
                grep { $_ ne 'to_app' } methods($class);
        }
        delete $objects->{$_} for handles();
        return ($link, $testee->password, $own->{'Siplaunch::Portal'}, @said);
    });
    my ($theirs, $password, $returned, @said) = $thread->join;
    is $theirs, $link, 'another thread makes objects of its own';
    is $password, 'testpass', 'and has its own copy of credentials';
    cmp_ok scalar @said, '>', 30, 'but of ours none';
    like $_, $gone, 'in another thread' for @said;
    is_of_no_use($returned, 'Siplaunch::Portal', 'an object from a thread');
    is_of_use($objects->{$_}, $_, "$_: ours lives on") for handles();
    is $objects->{'Siplaunch::Portal'}->launch_link($phone, $testee), $link, 'ours are as they were';
}

done_testing;
