use strict;
use warnings;
use utf8;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Fails;
use Siplaunch;

my %base = (base => 'https://portal.example/p');
my $query = 'c=' . Siplaunch::escaped(Siplaunch::Brand->sip_phone->raw_token('x'));

sub body {
    my ($page) = @_;
    my $handler = Siplaunch::LaunchHandler->new(page => $page);
    my $body = $handler->handle(method => 'GET', query => $query)->body;
    utf8::decode($body);
    return $body;
}

like body(Siplaunch::Page->new(%base)), qr/<html lang="en"/, 'English';
my $page = Siplaunch::Page->new(
    %base,
    brand_name   => 'Fön & Co',
    language     => 'de',
    accent_color => '#123456',
    auto_open    => 0,
    app_store    => undef,
    google_play  => 'https://play.google.com/store/apps/details?id=org.example',
    texts        => { title => 'Los geht’s mit {brand}' },
);
my $body = body($page);
like $body, qr/<html lang="de"/,                   'German';
like $body, qr/Los geht’s mit Fön &amp; Co/, 'a text of its own';
like $body, qr/#123456/,                           'colour';
like $body, qr/play\.google\.com/,                 'a store';

my @names = Siplaunch::Page->text_names;
is $names[0], 'title', 'names of texts';
my %all = map { $_ => "text $_" } @names;
like body(Siplaunch::Page->new(%base, language => 'fr', texts => \%all)), qr/<html lang="fr"/, 'a language of all texts';
my $auto = body(Siplaunch::Page->new(%base, auto_open => 1));
isnt $auto, body(Siplaunch::Page->new(%base, auto_open => 0)), 'opens by itself';

my %bad = (
    PAGE_TEXT     => [brand_name   => "\n"],
    PAGE_LANGUAGE => [language     => '?', texts => \%all],
    PAGE_COLOR    => [accent_color => 'red'],
    PAGE_LOGO     => [logo         => 'x'],
    PAGE_URL      => [app_store    => 'javascript:1'],
    PAGE_SETTING  => [direction    => 'up'],
);
for my $name (sort keys %bad) {
    my $exception = fails(sub { Siplaunch::Page->new(%base, @{ $bad{$name} }) }, Page => $name);
    is $exception->setting, $bad{$name}[0], 'names the setting';
    like "$exception", qr/\A$bad{$name}[0]: /, 'in its text too';
}
my $missing = fails(sub { Siplaunch::Page->new(%base, language => 'fr') }, Page => 'PAGE_TEXT_MISSING');
is $missing->setting, 'texts.title', 'names the text';
fails(sub { Siplaunch::Page->new(%base, color => '#123456') }, Page => 'PAGE_SETTING');
is fails(sub { Siplaunch::Page->new(base => 'x') }, Link => 'PORTAL_BASE')->setting, 'base', 'names the base';
fails(sub { Siplaunch::Page->new }, 'Usage', undef, 'no base');
fails(sub { Siplaunch::Page->new(%base, texts => 'title') }, 'Usage', undef, 'no texts');

done_testing;
