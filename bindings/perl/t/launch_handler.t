use strict;
use warnings;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Fails;
use Siplaunch;

my $phone  = Siplaunch::Brand->sip_phone;
my $testee = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'testpass');
my $token  = $phone->token($testee);
my $query  = 'c=' . Siplaunch::escaped($token);

my $handler  = Siplaunch::LaunchHandler->new;
my $response = $handler->handle(method => 'GET', query => $query);
is $response->status, 302, 'redirects';
is $response->header('location'), "sipphone://$token", 'to the app';
like $response->body, qr/\A<!DOCTYPE html>/i, 'with a body';
my %headers = $response->headers;
is $headers{'Cache-Control'}, 'no-store', 'not cached';
is_deeply $response->to_psgi, [302, [$response->headers], [$response->body]], 'PSGI';
like $response->to_cgi, qr{\AStatus: 302\nLocation: sipphone://\Q$token\E\n(?:[\w-]+: [^\n]+\n)+\n<!DOCTYPE}i, 'CGI';

my %cases = (POST => 405, '' => 405, "G\xC3T" => 405);
is $handler->handle(method => $_, query => $query)->status, $cases{$_}, "method $_" for sort keys %cases;
is $handler->handle(method => 'GET', query => $_)->status, 400, 'bad query' for '', 'c=x', "c=\xFF\0", "c=\r\nX: y";
is $handler->handle(method => 'GET')->status, 400, 'no query';
is $handler->handle(method => 'GET', query => 'c=' . 'x' x $_)->status, 414, "$_ bytes" for 8192, 2_000_000;
my $most = 1_048_576;
fails(sub { Siplaunch::check_token('!' x $most) }, Token => 'TOKEN');
fails(sub { Siplaunch::check_token('!' x ($most + 1)) }, Input => 'INPUT_TOO_LONG');
is $handler->handle(method => 'HEAD', query => $query)->body, '', 'HEAD has no body';

my $other = Siplaunch::LaunchHandler->new(scheme => 'acme', param => 't');
is $other->handle(method => 'GET', query => "t=" . Siplaunch::escaped($token))->header('Location'), "acme://$token", 'options';

my $app = $handler->to_app;
is_deeply $app->({ REQUEST_METHOD => 'GET', QUERY_STRING => $query }), $response->to_psgi, 'a PSGI application';

my $ring   = Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32 }, current => 0);
my $sealed = $ring->seal($testee, expires => 1_800_000_000, context => 'portal.example');
my $opener = Siplaunch::LaunchHandler->sealed($phone, $ring, context => 'portal.example');
my %request = (method => 'GET', query => "c=$sealed", now => 1_700_000_000);
is $opener->handle(%request)->header('Location'), "sipphone://$token", 'a sealed link';
is $opener->handle(%request, now => 1_800_000_000)->status, 410, 'when it is over';
is $opener->handle(%request, query => $query)->status, 302, 'a token';
my $only = Siplaunch::LaunchHandler->sealed($phone, $ring, context => 'portal.example', sealed_only => 1);
is $only->handle(%request, query => $query)->status, 400, 'sealed links only';
is(Siplaunch::LaunchHandler->sealed($phone, $ring)->handle(%request)->status, 400, 'another context');

my $launch = $opener->inspect(%request);
my $late   = $opener->inspect(%request, now => 1_800_000_000);
undef $opener;
is $late->id, $launch->id, 'an expired link has its id';
is $late->opened, undef, 'and is not opened';
is $launch->id, Siplaunch::sealed_token_id($sealed), 'id';
is $launch->opened->credentials->password, 'testpass', 'opened';
is $launch->opened->expires, 1_800_000_000, 'expiry';
is $launch->answer->status, 302, 'answered';
is $launch->answer_revoked->status, 410, 'or not';
undef $launch;
my $plain = $handler->inspect(method => 'GET', query => $query);
is $plain->id, undef, 'a token has no id';
is $plain->opened, undef, 'and is not opened';
is $plain->answer->status, 302, 'but answered';

my $page = Siplaunch::Page->new(base => 'https://portal.example/p', brand_name => 'Example Phone');
my $shown = Siplaunch::LaunchHandler->new(page => $page)->handle(method => 'GET', query => $query, user_agent => 'Android');
is $shown->status, 200, 'a page';
like $shown->body, qr/Example Phone/, 'with its name';

fails(sub { Siplaunch::LaunchHandler->new(scheme => '') }, Brand => 'SCHEME');
fails(sub { Siplaunch::LaunchHandler->new(param => '') }, Link => 'PARAM');
fails(sub { Siplaunch::LaunchHandler->new(page => 'page') }, 'Usage', undef, 'no page');
my $clash = Siplaunch::Page->new(base => 'https://portal.example/p?t=1');
fails(sub { Siplaunch::LaunchHandler->new(page => $clash, param => 't') }, Link => 'PORTAL_BASE');
fails(sub { $handler->handle(method => 'GET', query => "c=\x{2603}") }, 'Usage', undef, 'a query of wide characters');
{
    local $ENV{REQUEST_METHOD};
    fails(sub { $handler->cgi }, 'Usage', undef, 'no web server');
}

done_testing;
