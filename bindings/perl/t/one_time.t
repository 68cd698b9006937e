# One-time links, and their claims by the word of a store.
use strict;
use warnings;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Claims;
use Fails;
use Siplaunch;

use constant EXPIRES => 1_800_000_000;

my $phone  = Siplaunch::Brand->sip_phone;
my $ring   = Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32 }, current => 0);
my $testee = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'testpass');
my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
my @seal   = (expires => EXPIRES, context => 'portal.example');

my $sealed = $ring->seal_one_time($testee, @seal);
my $opened = $ring->open($sealed, now => 1, context => 'portal.example');
ok $opened->is_one_time, 'a one-time link';
is $opened->credentials->password, 'testpass', 'opened';
is $opened->expires, EXPIRES, 'expires to the second';
is $opened->id, Siplaunch::sealed_token_id($sealed), 'id';
isnt $ring->seal_one_time($testee, @seal), $sealed, 'no two are the same';
ok !$ring->open($ring->seal($testee, @seal), now => 1, context => 'portal.example')->is_one_time, 'another sealed link';

my $link = $portal->one_time_link($ring, $testee, @seal);
like $link, qr{\Ahttps://portal\.example/p\?c=\.}, 'link';
my %sms = (brand_name => 'Acme');
is(
    Siplaunch::Sms->one_time_budget($portal, $testee, %sms)->units,
    Siplaunch::Sms->new(link => $link, %sms)->budget->units,
    'the cost of its SMS, known before',
);

my $handler = Siplaunch::LaunchHandler->sealed($phone, $ring, context => 'portal.example');
my %request = (query => $link =~ s/.*\?//r, now => EXPIRES - 1);
my $get = $handler->inspect(method => 'GET', %request);
ok !$get->needs_claim, 'GET needs no claim';
for my $form ($get->answer, map { $get->answer_claimed($_) } qw(first again used revoked unavailable)) {
    is $form->status, 200, 'its answer is a page, whatever the claim';
    unlike $form->body . join(' ', $form->headers), qr{sipphone://}, 'without the app link';
}

my $tap = $handler->inspect(method => 'POST', %request);
ok $tap->needs_claim, 'a tap needs a claim';
is $tap->id, Siplaunch::sealed_token_id($link =~ s/.*=//r), 'of its id';
is $tap->answer->status, 503, 'without one it is refused';
my $first = $tap->answer_claimed('first');
is $first->status . ' ' . $first->header('Location'), '303 ' . $phone->app_link($testee), 'the first';
my $again = $tap->answer_claimed('again');
is $again->status, 200, 'again';
like $again->body, qr{href="sipphone:}, 'a page that opens the app';
my %status = (used => 410, revoked => 410, unavailable => 503);
for my $claim (sort keys %status) {
    my $refused = $tap->answer_claimed($claim);
    is $refused->status, $status{$claim}, $claim;
    unlike $refused->body . join(' ', $refused->headers), qr{sipphone://}, 'without the app link';
}
fails(sub { $tap->answer_claimed($_) }, 'Usage', undef, 'no claim') for undef, '', 'First', 1, 'free';

my $late = $handler->inspect(method => 'POST', %request, now => EXPIRES);
ok !$late->needs_claim, 'an expired link needs no claim';
is $late->answer_claimed('first')->status, 410, 'and opens no app';

my $plain = 'c=' . $ring->seal($testee, @seal);
is $handler->inspect(method => 'GET', query => $plain, now => 1)->answer_claimed('revoked')->status, 410, 'a plain sealed link';
is $handler->handle(method => 'POST', query => $plain, now => 1)->status, 405, 'takes no tap';
my $confirming = Siplaunch::LaunchHandler->sealed($phone, $ring, context => 'portal.example', confirm => 1);
is $confirming->handle(method => 'GET', query => $plain, now => 1)->header('Location'), undef, 'confirm: a page first';
my $confirmed = $confirming->inspect(method => 'POST', query => $plain, now => 1);
ok !$confirmed->needs_claim, 'confirm: no claim';
is $confirmed->answer->header('Location'), $phone->app_link($testee), 'confirm: a tap opens the app';

my $claims = Claims->new;
my $good   = $ring->seal_one_time($testee, expires => time + 3600, context => 'portal.example');
my ($body, %env) = ('never read', QUERY_STRING => "c=$good");
open $env{'psgi.input'}, '<', \$body or die $!;
my $app = $handler->to_app(claims => $claims);
is_deeply [map { $app->({ %env, REQUEST_METHOD => $_ })->[0] } qw(GET HEAD POST POST)], [200, 200, 303, 200], 'PSGI';
is tell $env{'psgi.input'}, 0, 'the body is not read';
is $handler->to_app->({ %env, REQUEST_METHOD => 'POST' })->[0], 503, 'PSGI without a store';
fails(sub { $handler->to_app(claims => $_) }, 'Usage', undef, 'no claim store') for 'Claims', $handler, {};
fails(sub { $handler->cgi(claim => $claims) }, 'Usage', undef, 'an argument of no use');

fails(sub { Siplaunch::ClaimStore->new }, 'Usage', undef, 'no connection');
fails(sub { Siplaunch::ClaimStore->new($claims) }, 'Usage', undef, 'not one of DBI');
fails(sub { Siplaunch::ClaimStore->new(sub { }, grace => 59) }, Sealed => 'CLAIM_POLICY');
fails(sub { Siplaunch::ClaimStore->new(sub { }, grace => 86_401) }, Sealed => 'CLAIM_POLICY');
fails(sub { Siplaunch::ClaimStore->new(sub { }, taps => 0) }, Sealed => 'CLAIM_POLICY');
fails(sub { Siplaunch::ClaimStore->new(sub { }, taps => 101) }, Sealed => 'CLAIM_POLICY');
fails(sub { Siplaunch::ClaimStore->new(sub { }, uses => 1) }, 'Usage', undef, 'an option of another name');
my $nowhere = Siplaunch::ClaimStore->new(sub { die "refused\n" });
like fails(sub { $nowhere->create }, 'ClaimStore')->message, qr/: refused\z/, 'the reason';
for my $none (sub { $claims }, sub { return }) {
    like fails(sub { Siplaunch::ClaimStore->new($none)->create }, 'ClaimStore')->message, qr/gives no connection/, 'none of DBI';
}
fails(sub { $nowhere->find($_) }, 'Usage', undef, 'no id') for undef, '', 'x' x 32, 'a' x 31, "@{['a' x 32]}\n";
fails(sub { $nowhere->claim($_) }, 'Usage', undef, 'no launch') for undef, '', $opened;
my @warnings;
{
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    is $nowhere->claim($tap), 'unavailable', 'a store out of reach';
}
is_deeply \@warnings, ["siplaunch: warning: the claim store failed: refused\n"], 'warns';
is $nowhere->claim($_), 'first', 'whom nobody asks needlessly' for $get, $late;

done_testing;
