use strict;
use warnings;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Repository qw(cases);
use Siplaunch;

sub credentials {
    my ($case) = @_;
    return Siplaunch::Credentials->new(map { $_ => $case->{$_} } qw(username server password));
}

sub is_credentials {
    my ($got, $case, $what) = @_;
    is $got->$_, $case->{$_}, "$what: $_" for qw(username server password);
    return;
}

sub token {
    my ($case) = @_;
    my $brand = Siplaunch::Brand->new(
        key    => pack('H*', $case->{key_hex}),
        iv     => pack('H*', $case->{iv_hex}),
        scheme => $case->{app_link} =~ s{://.*}{}sr,
    );
    my $portal = Siplaunch::Portal->new(base => 'http://example.org/p');
    my ($credentials, $token) = (credentials($case), $case->{token});
    is $brand->token($credentials), $token, 'token';
    is $brand->app_link($credentials), $case->{app_link}, 'app link';
    is $portal->launch_link($brand, $credentials), $case->{launch_link}, 'launch link';
    my %fields = map { $_ => $case->{$_} } qw(username server password);
    is $portal->launch_link_of($brand, %fields), $case->{launch_link}, 'launch link of texts';
    is $portal->link($token), $case->{launch_link}, 'launch link of the token';
    is Siplaunch::escaped($token), $case->{escaped}, 'escaped';
    is Siplaunch::parse_launch_link($case->{launch_link}), $token, 'back from the launch link';
    is Siplaunch::app_link($token, scheme => $brand->scheme), $case->{app_link}, 'app link of the token';
    is Siplaunch::parse_app_link($case->{app_link}, scheme => $brand->scheme), $token, 'back from the app link';
    is_credentials($brand->decode_credentials($token), $case, 'decoded');
    return;
}

sub sealed {
    my ($case) = @_;
    my $ring = Siplaunch::KeyRing->new(
        keys    => { $case->{key_id} => pack 'H*', $case->{key_hex} },
        current => $case->{key_id},
    );
    utf8::encode(my $context = $case->{context});
    my @context = (context => $context);
    my $given = $case->{seal_gives} // $case;
    is $ring->seal(credentials($case), expires => $case->{expires}, @context), $given->{token}, 'sealed';
    is $ring->open($given->{token}, now => 1, @context)->expires, $given->{expires}, 'until when';
    my $opened = $ring->open($case->{token}, now => $case->{expires} - 1, @context);
    is_credentials($opened->credentials, $case, 'opened');
    is $opened->expires, $case->{expires}, 'expiry';
    is $opened->id, Siplaunch::sealed_token_id($case->{token}), 'id';
    is eval { $ring->open($case->{token}, now => $case->{expires}, @context) }, undef, 'not opened when it is over';
    is $@->name, 'SEALED_EXPIRED', 'because it is over';
    return;
}

sub one_time {
    my ($case) = @_;
    my $ring = Siplaunch::KeyRing->new(
        keys    => { $case->{key_id} => pack 'H*', $case->{key_hex} },
        current => $case->{key_id},
    );
    utf8::encode(my $context = $case->{context});
    my $opened = $ring->open($case->{token}, now => $case->{expires} - 1, context => $context);
    is_credentials($opened->credentials, $case, 'one-time');
    ok $opened->is_one_time, 'is a one-time link';
    is $opened->expires, $case->{expires}, 'expiry';
    is $opened->id, Siplaunch::sealed_token_id($case->{token}), 'id';
    return;
}

my @tokens   = cases('tokens.json');
my @sealed   = cases('sealed.json');
my @one_time = cases('one_time.json');
cmp_ok scalar @tokens, '>=', 27, 'tokens';
cmp_ok scalar @sealed, '>=', 36, 'sealed links';
cmp_ok scalar @one_time, '>=', 30, 'one-time links';
token($_)    for @tokens;
sealed($_)   for @sealed;
one_time($_) for @one_time;

done_testing;
