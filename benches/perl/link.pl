#!/usr/bin/perl
# Credentials to launch link: Siplaunch beside the handbook's own functions (B.1.1.1), in turn.
#
# usage: link.pl [ROUNDS]
use strict;
use warnings;

use Crypt::Rijndael;
use List::Util qw(max min);
use MIME::Base64 qw(encode_base64);
use Siplaunch;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
use URI::Escape qw(uri_escape);

use constant BASE  => 'https://portal.example/p';
use constant BLOCK => 16;

my $rounds = shift // 2_000;

# Plaintexts of 55 bytes, as in the other benches; so few that they stay in the cache, as do those of an account that has
# just been made.
use constant ACCOUNTS => 64;

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
my @credentials = map { credentials(@{$_}) } @accounts;

sub credentials {
    return Siplaunch::Credentials->new(username => $_[0], server => $_[1], password => $_[2]);
}

my %contenders = (
    'handbook'                   => sub { handbook(@{$_}) for @accounts },
    'Siplaunch'                  => sub { $portal->launch_link($brand, $_) for @credentials },
    'Siplaunch, from three texts' => sub { $portal->launch_link_of($brand, username => $_->[0], server => $_->[1], password => $_->[2]) for @accounts },
    'Siplaunch, credentials too' => sub {
        $portal->launch_link($brand, Siplaunch::Credentials->new(username => $_->[0], server => $_->[1], password => $_->[2]))
            for @accounts;
    },
);

for my $i (0 .. $#accounts) {
    die 'not the same' if handbook(@{ $accounts[$i] }) ne $portal->launch_link($brand, $credentials[$i]);
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
printf "%-28s %8s %6s %8s %6s\n", 'ns a link', 'least', 'ratio', 'median', 'ratio';
for my $name (sort keys %times) {
    printf "%-28s %8.0f %6.3f %8.0f %6.3f\n", $name, map { ($_->{$name}, $_->{$name} / $_->{handbook}) } $least, $middle;
}
