# The examples behind real servers: sign up, tap the link, read the app link.
use strict;
use warnings;
use utf8;

use Test::More;

use DBI;
use File::Temp qw(tempdir);
use FindBin;
use HTTP::Tiny;
use lib "$FindBin::Bin/lib";
use Servers qw(apache examples mojolicious plackup preloading_starman starman);
use Siplaunch;

my %account = (username => 'jürgen', server => 'example.org', password => "p%=+ \x{2603}w");
my $brand   = Siplaunch::Brand->sip_phone;
my $client  = HTTP::Tiny->new(max_redirect => 0, timeout => 30, no_proxy => ['127.0.0.1']);

my $dir      = tempdir(CLEANUP => 1);
my $key_file = "$dir/keys.toml";
open my $keys, '>', $key_file or die "$key_file: $!";
print {$keys} "current = 1\n[keys]\n1 = \"", '5a' x 32, "\"\n";
close $keys or die "$key_file: $!";
# Apache's CGI scripts run as another user; nothing else is in the folder and the key is no secret.
chmod 0755, $dir and chmod 0640, $key_file or die "chmod: $!";
my $www_data = getgrnam 'www-data';
chown -1, $www_data, $key_file if $> == 0;
my %sealed_env = (PORTAL_KEY_FILE => $key_file);

sub sign_up {
    my ($server, %form) = @_;
    return $client->post_form("http://127.0.0.1:$server->{port}/sign-up", \%form);
}

sub launch_link {
    my ($server) = @_;
    my $reply = sign_up($server, %account);
    is $reply->{status}, 200, 'signed up' or diag $reply->{content}, $server->said;
    is $reply->{headers}{'cache-control'}, 'no-store', 'not cached';
    chomp(my $link = $reply->{content});
    like $link, qr{\Ahttp://127\.0\.0\.1:$server->{port}/p\?c=\S+\z}, 'a launch link';
    return $link;
}

sub is_account {
    my ($app_link, $what) = @_;
    my $credentials = $brand->decode_credentials(Siplaunch::parse_app_link($app_link));
    is $credentials->$_, $account{$_}, "$what: $_" for sort keys %account;
    return;
}

# Headers of good and bad answers.
sub is_safe {
    my ($reply, $what) = @_;
    my $headers = $reply->{headers};
    is $headers->{'cache-control'},   'no-store',    "$what: not cached";
    is $headers->{'referrer-policy'}, 'no-referrer', "$what: no referrer";
    return;
}

sub refuses {
    my ($server, $link) = @_;
    my ($username, $base) = ('a&b', $link =~ s/\?.*//r);
    my $refused = sign_up($server, %account, username => $username);
    is $refused->{status}, 400, 'bad account refused';
    unlike $refused->{content}, qr/\Q$username\E|p%=/, 'without repeating it';
    my %expected = ('' => 400, 'c=x%0d%0aX-Injected:%201' => 400, '--help' => 400, 'c=' . 'x' x 8192 => 414);
    for my $query (sort keys %expected) {
        my $reply = $client->get("$base?$query");
        is $reply->{status}, $expected{$query}, 'bad link refused';
        is $reply->{headers}{'x-injected'}, undef, 'nothing injected';
        is_safe($reply, 'bad link');
    }
    return;
}

sub refuses_taps {
    my ($link) = @_;
    my $post = $client->post($link);
    is "$post->{status} $post->{headers}{allow}", '405 GET, HEAD', 'other methods refused';
    return;
}

sub tokens {
    my ($server) = @_;
    my $link = launch_link($server);
    for my $method (qw(GET HEAD)) {
        my $reply = $client->request($method, $link);
        is "$reply->{status} $reply->{reason}", '302 Found', "$method redirects" or diag $server->said;
        is_account($reply->{headers}{location}, "$method Location");
        is_safe($reply, $method);
    }
    refuses($server, $link);
    refuses_taps($link);
    return;
}

# The app link on a page.
sub button {
    my ($reply) = @_;
    my ($app_link) = $reply->{content} =~ /href="(sipphone:[^"]+)"/;
    return $app_link =~ s/&#x([0-9A-Fa-f]+);/chr hex $1/ger;
}

sub sealed {
    my ($server) = @_;
    my $link  = launch_link($server);
    my $reply = $client->get($link);
    is "$reply->{status} $reply->{reason}", '200 OK', 'the launch page' or diag $server->said;
    is $reply->{headers}{'content-type'}, 'text/html; charset=utf-8', 'is HTML';
    like $reply->{content}, qr/Example Phone/, 'has the brand name';
    is_account(button($reply), 'button');
    is_safe($reply, 'page');
    (my $changed = $link) =~ s/(.)\z/$1 eq 'A' ? 'B' : 'A'/e;
    is $client->get($changed)->{status}, 400, 'a changed link is refused';
    my $token = Siplaunch::Portal->new(base => $link =~ s/\?.*//r)->launch_link($brand, Siplaunch::Credentials->new(%account));
    is $client->get($token)->{status}, 400, 'so is a token';
    refuses($server, $link);
    refuses_taps($link);
    return;
}

sub one_time {
    my ($server, $claims) = @_;
    my $link = launch_link($server);
    for my $method (qw(HEAD GET GET)) {
        my $form = $client->request($method, $link);
        is $form->{status}, 200, "$method: a page" or diag $server->said;
        unlike $form->{content}, qr{sipphone://}, 'without the app link';
        is_safe($form, $method);
    }
    my $first = $client->post($link, { content => 'c=ignored' });
    is "$first->{status} $first->{reason}", '303 See Other', 'a tap' or diag $server->said;
    is_account($first->{headers}{location}, 'a tap');
    is_safe($first, 'a tap');
    my $again = $client->post($link);
    is $again->{status}, 200, 'another tap';
    is_account(button($again), 'another tap');

    $claims->do('UPDATE siplaunch_claims SET claimed_at = claimed_at - 600');
    my $used = $client->post($link);
    is $used->{status}, 410, 'after the grace';
    unlike $used->{content}, qr{sipphone://}, 'no app link';
    my $new = launch_link($server);
    is $client->post($new)->{status}, 303, 'a new link of the same account';
    refuses($server, $link);

    $claims->do('ALTER TABLE siplaunch_claims RENAME TO siplaunch_hidden');
    my $unavailable = $client->post($new);
    is $unavailable->{status}, 503, 'no store';
    unlike $unavailable->{content}, qr{sipphone://}, 'no app link';
    like $server->said, qr/^.*siplaunch: warning: the claim store failed: no such table: siplaunch_claims/m, 'a line in the log';
    $claims->do('ALTER TABLE siplaunch_hidden RENAME TO siplaunch_claims');
    is $client->post($new)->{status}, 200, 'a store again';
    is $client->post($_)->{status}, 405, 'a token takes no tap' for $link =~ s/c=.*/c=/r . 'A' x 64;
    return;
}

# A SQLite file that Apache's scripts may write, with a claim store, and the environment of a server that uses it.
sub claims {
    my $folder = tempdir(CLEANUP => 1);
    my $source = "dbi:SQLite:$folder/claims.db";
    my $dbh = DBI->connect($source, '', '', { RaiseError => 1 });
    Siplaunch::ClaimStore->new($dbh)->create;
    chown scalar getpwnam('www-data'), $www_data, $folder, "$folder/claims.db" if $> == 0;
    return ($dbh, %sealed_env, PORTAL_CLAIMS => $source);
}

# Tests a server with one-time links.
sub with_claims {
    my ($start, $example) = @_;
    my ($claims, %env) = claims();
    return one_time($start->($example, %env), $claims);
}

my $examples   = examples();
subtest 'plackup, tokens'      => sub { tokens(plackup("$examples/token/portal.psgi")) };
subtest 'plackup, sealed'      => sub { sealed(plackup("$examples/sealed/portal.psgi", %sealed_env)) };
subtest 'Starman, tokens'      => sub { tokens(starman("$examples/token/portal.psgi")) };
subtest 'Starman, sealed'      => sub { sealed(starman("$examples/sealed/portal.psgi", %sealed_env)) };
subtest 'Apache CGI, tokens'   => sub { tokens(apache("$examples/token")) };
subtest 'Apache CGI, sealed'   => sub { sealed(apache("$examples/sealed", %sealed_env)) };
subtest 'plackup, one-time'    => sub { with_claims(\&plackup, "$examples/one-time/portal.psgi") };
subtest 'Starman, one-time'    => sub { with_claims(\&starman, "$examples/one-time/portal.psgi") };
subtest 'Starman, preloaded'   => sub { with_claims(\&preloading_starman, "$examples/one-time/portal.psgi") };
subtest 'Apache CGI, one-time' => sub { with_claims(\&apache, "$examples/one-time") };
subtest 'Mojolicious, tokens'  => sub { tokens(mojolicious("$examples/token/mojolicious.pl")) };

done_testing;
