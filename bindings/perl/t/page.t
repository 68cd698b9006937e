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

my @settings = Siplaunch::Page->settings;
my ($color) = grep { $_->{name} eq 'accent_color' } @settings;
is_deeply $color, { name => 'accent_color', kind => '# and six hex digits', help => "The button's colour." }, 'a setting';
is_deeply [grep { $_->{kind} eq Siplaunch::Page::FLAG() } @settings], [grep { $_->{name} eq 'auto_open' } @settings], 'flags';
my %all = map { $_->{name} =~ /\Atexts[.](.*)/ ? ($1 => "text $1") : () } @settings;
cmp_ok scalar keys %all, '>=', 15, 'texts';
like body(Siplaunch::Page->new(%base, language => 'fr', texts => \%all)), qr/<html lang="fr"/, 'a language of all texts';
my $auto = body(Siplaunch::Page->new(%base, auto_open => 1));
my $still = body(Siplaunch::Page->new(%base));
isnt $auto, $still, 'opens by itself';
is body(Siplaunch::Page->new(%base, auto_open => $_)), $still, 'or does not' for 0, '', undef;

my %bad = (
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
is fails(sub { Siplaunch::Page->new(%base, texts => { title => "\n" }) }, Page => 'PAGE_TEXT')->setting, 'texts.title', 'a bad text';
is fails(sub { Siplaunch::Page->new(%base, brand_name => "\n") }, Message => 'BRAND_NAME')->setting, 'brand_name', 'a bad brand name';
my $missing = fails(sub { Siplaunch::Page->new(%base, language => 'fr') }, Page => 'PAGE_TEXT_MISSING');
is $missing->setting, 'texts.title', 'names the text';
fails(sub { Siplaunch::Page->new(%base, color => '#123456') }, Page => 'PAGE_SETTING');
is fails(sub { Siplaunch::Page->new(base => 'x') }, Link => 'PORTAL_BASE')->setting, 'base', 'names the base';
fails(sub { Siplaunch::Page->new }, 'Usage', undef, 'no base');
fails(sub { Siplaunch::Page->new(%base, texts => 'title') }, 'Usage', undef, 'no texts');

done_testing;
