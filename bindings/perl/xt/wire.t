# App links as raw bytes on the wire, from the examples and from each framework's own redirect.
use strict;
use warnings;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Servers qw(apache examples mojolicious plackup starman);
use Siplaunch;

my $brand  = Siplaunch::Brand->sip_phone;
my $portal = Siplaunch::Portal->new(base => 'http://portal.example/p');

# Beginnings that URL classes change, drop or take for a path. The username decides the beginning of a token.
sub credentials_with {
    my ($beginning) = @_;
    for my $n (1 .. 1_000_000) {
        my $credentials = Siplaunch::Credentials->new(username => "user$n", server => 'example.org', password => 'testpass');
        return $credentials if $brand->token($credentials) =~ $beginning;
    }
    die "no token with $beginning";
}

my @credentials = map { credentials_with($_) } qr{\A[A-Z]{6}}, qr{\A/}, qr{\A\+}, qr{\A[0-9]}, qr{\A\w+/[A-Z]};

sub is_intact {
    my ($server) = @_;
    for my $credentials (@credentials) {
        my ($query) = $portal->launch_link($brand, $credentials) =~ /\?(.*)/;
        my $answer = $server->raw("GET /p?$query HTTP/1.0\r\nHost: portal.example\r\n\r\n");
        my ($head) = split /\r\n\r\n/, $answer;
        like $head, qr{\AHTTP/1\.[01] 302 }, 'redirects' or diag $server->said;
        is_deeply [grep { /\Alocation:/i } split /\r\n/, $head], ['Location: ' . $brand->app_link($credentials)], 'intact';
    }
    return;
}

my $examples = examples();
my $wire     = "$FindBin::Bin/wire";
subtest 'Plack, example'         => sub { is_intact(plackup("$examples/token/portal.psgi")) };
subtest 'Starman, example'       => sub { is_intact(starman("$examples/token/portal.psgi")) };
subtest 'Plack::Response'        => sub { is_intact(plackup("$wire/plack.psgi")) };
subtest 'CGI, example'           => sub { is_intact(apache("$examples/token")) };
subtest 'CGI.pm'                 => sub { is_intact(apache($wire)) };
subtest 'Mojolicious, example'   => sub { is_intact(mojolicious("$examples/token/mojolicious.pl")) };
subtest 'Mojolicious redirect'   => sub { is_intact(mojolicious("$wire/mojolicious.pl")) };

done_testing;
