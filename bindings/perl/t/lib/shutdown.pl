# A process that ends in one of three ways, with objects, and with queues that make links when they are destroyed.
#
# usage: shutdown.pl end|exit|die
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Classes qw(handles methods objects);
use Queue;
use Siplaunch;

$| = 1;
my %account = (username => 'testuser', server => 'example.org', password => 'testpass');

our ($early, $objects, $late, %calls);

%calls = (
    'of its own' => sub {
        Siplaunch::Portal->new(base => 'https://portal.example/p')
            ->launch_link(Siplaunch::Brand->sip_phone, Siplaunch::Credentials->new(%account));
    },
    'of its own, refused' => sub { eval { Siplaunch::Credentials->new(%account, password => "\n") }; ref $@ or die },
    'given'  => sub { my $is = $_[0]{objects}; $is->{'Siplaunch::Portal'}->launch_link(@{$is}{qw(Siplaunch::Brand Siplaunch::Credentials)}) },
    'sealed' => sub {
        my $is = $_[0]{objects};
        $is->{'Siplaunch::Portal'}->sealed_link(@{$is}{qw(Siplaunch::KeyRing Siplaunch::Credentials)}, expires => 1_800_000_000);
    },
    'global' => sub { $objects->{'Siplaunch::Portal'}->launch_link_of($objects->{'Siplaunch::Brand'}, %account) },
    map { my $class = $_; map { my $method = $_; ("$class $method" => sub { $_[0]{objects}{$class}->$method }) } methods($class) } handles(),
);

# Queues before, in and behind the objects that they use, and in cycles, which Perl destroys at the end of the process.
$early   = Queue->new(name => 'early', calls => \%calls);
$objects = objects();
$late    = Queue->new(name => 'late', calls => \%calls, objects => $objects);
$early->{objects} = $objects;
my $cycle = Queue->new(name => 'cycle', calls => \%calls, objects => objects());
$cycle->{cycle} = $cycle;
my $around = objects();
$around->{queue} = Queue->new(name => 'around', calls => \%calls, objects => $around);
my $lexical = Queue->new(name => 'lexical', calls => \%calls, objects => objects());

delete $ENV{REQUEST_METHOD};
exit 3 if $ARGV[0] eq 'exit';
die "in the middle\n" if $ARGV[0] eq 'die';
