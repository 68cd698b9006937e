# A portal in one file: POST /sign-up answers with a one-time link, whose first tap at /p opens the app, until tomorrow.
#
#     siplaunch keygen keys.toml
#     export PORTAL_BASE=https://portal.example/p PORTAL_KEY_FILE=keys.toml PORTAL_CLAIMS=dbi:SQLite:claims.db
#     plackup portal.psgi
use strict;
use warnings;

use DBI;
use Encode qw(decode);
use Plack::Builder;
use Plack::Request;
use Siplaunch;

use constant DAY => 24 * 60 * 60;

my $key_ring = Siplaunch::KeyRing->from_file($ENV{PORTAL_KEY_FILE});
my $portal   = Siplaunch::Portal->new(base => $ENV{PORTAL_BASE});
my $claims   = Siplaunch::ClaimStore->new(sub { DBI->connect($ENV{PORTAL_CLAIMS}, '', '', { RaiseError => 1 }) });
$claims->create;
$claims->purge;
my $handler = Siplaunch::LaunchHandler->sealed(
    Siplaunch::Brand->sip_phone, $key_ring,
    sealed_only => 1,
    page        => Siplaunch::Page->new(base => $ENV{PORTAL_BASE}, brand_name => 'Example Phone'),
);

sub sign_up {
    my ($env) = @_;
    my $form = Plack::Request->new($env)->body_parameters;
    my %account = map { $_ => decode('UTF-8', $form->{$_} // '') } qw(username server password);
    my $link = eval { $portal->one_time_link($key_ring, Siplaunch::Credentials->new(%account), expires => time + DAY) };
    return answer(400, $@->message) if !defined $link;
    # A real portal creates the account, and sends the link by SMS or mail.
    return answer(200, $link);
}

sub answer {
    my ($status, $text) = @_;
    return [$status, ['Content-Type' => 'text/plain', 'Cache-Control' => 'no-store'], ["$text\n"]];
}

builder {
    mount '/sign-up' => \&sign_up;
    mount '/p'       => $handler->to_app(claims => $claims);
};
