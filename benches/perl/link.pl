#!/usr/bin/perl
# Credentials to launch link: Siplaunch beside the handbook's own functions (B.1.1.1), in turn.
#
# usage: link.pl [ROUNDS]
use strict;
use warnings;

use Crypt::Rijndael;
use JSON::PP;
use List::Util qw(max min);
use MIME::Base64 qw(encode_base64);
use Siplaunch;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
use URI::Escape qw(uri_escape);

use constant BASE  => 'https://portal.example/p';
use constant BLOCK => 16;

my $rounds = shift // 500;

# Plaintexts of 55 bytes, as in the other benches; so few that they stay in the cache, as do those of an account that has
# just been made.
use constant ACCOUNTS => 512;

sub random_text {
    my ($len) = @_;
    return join '', map { chr ord('a') + rand 26 } 1 .. $len;
}
srand 1;
my @accounts = map { [map { random_text($_) } 9, 11, 9] } 1 .. ACCOUNTS;

my ($key, $iv) = ('iBmTdavJ8joPW3HO', 'tww21lQe6cmywrp3');

sub handbook {
    my ($username, $server, $password) = @_;
    my $plain  = "username=$username&server=$server&password=$password";
    my $pad    = BLOCK - length($plain) % BLOCK;
    $plain .= pack('C', $pad) x $pad;
    my $cipher = Crypt::Rijndael->new($key, Crypt::Rijndael::MODE_CBC());
    $cipher->set_iv($iv);
    return BASE . '?c=' . uri_escape(encode_base64($cipher->encrypt($plain), ''));
}

my $brand       = Siplaunch::Brand->sip_phone;
my $portal      = Siplaunch::Portal->new(base => BASE);
my @rows        = map { +{ username => $_->[0], server => $_->[1], password => $_->[2] } } @accounts;
my %columns     = map { my $column = $_; ("${column}s" => [map { $_->{$column} } @rows]) } qw(username server password);
my @credentials = map { Siplaunch::Credentials->new(%{$_}) } @rows;

my $handbook   = q{the handbook's functions};
my %contenders = (
    $handbook                              => sub { handbook(@{$_}) for @accounts },
    'launch_link, credentials made before' => sub { $portal->launch_link($brand, $_) for @credentials },
    'launch_link_of, from three texts'     => sub {
        $portal->launch_link_of($brand, username => $_->[0], server => $_->[1], password => $_->[2])
            for @accounts;
    },
    'Credentials->new and launch_link'     => sub {
        $portal->launch_link($brand, Siplaunch::Credentials->new(username => $_->[0], server => $_->[1], password => $_->[2]))
            for @accounts;
    },
    'launch_links, rows'                   => sub { $portal->launch_links($brand, \@rows)->texts },
    'launch_links, columns'                => sub { $portal->launch_links($brand, %columns)->texts },
);

my $links = $portal->launch_links($brand, \@rows)->texts;
for my $i (0 .. $#accounts) {
    my $link = handbook(@{ $accounts[$i] });
    die 'not the same' if $link ne $portal->launch_link($brand, $credentials[$i]) || $link ne $links->[$i];
}

my %times;
for (1 .. $rounds) {
    for my $name (sort keys %contenders) {
        my $start = clock_gettime(CLOCK_MONOTONIC);
        $contenders{$name}->();
        push @{ $times{$name} }, (clock_gettime(CLOCK_MONOTONIC) - $start) * 1e9 / @accounts;
    }
}

sub median { return (sort { $a <=> $b } @_)[@_ / 2] }

my ($least, $middle) = map { my $of = $_; +{ map { $_ => $of->(@{ $times{$_} }) } keys %times } } \&min, \&median;
printf "%-38s %8s %6s %8s %6s\n", 'ns a link', 'least', 'ratio', 'median', 'ratio';
for my $name (sort keys %times) {
    printf "%-38s %8.0f %6.3f %8.0f %6.3f\n", $name, map { ($_->{$name}, $_->{$name} / $_->{$handbook}) } $least, $middle;
}

# A line for each contender to the file of run.py.
if (defined(my $path = $ENV{BENCH_RESULTS})) {
    open my $file, '>>', $path or die "$path: $!\n";
    for my $name (grep { $_ ne $handbook } sort keys %times) {
        my $job = $name =~ /^launch_links/ ? 'Perl, many links' : 'Perl, one link, in a loop';
        my %times = (ns => $least->{$name}, peer_ns => $least->{$handbook});
        print {$file} encode_json({ job => $job, contender => $name, peer => $handbook, %times }), "\n" or die "$path: $!\n";
    }
    close $file or die "$path: $!\n";
}
