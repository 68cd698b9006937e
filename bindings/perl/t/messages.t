use strict;
use warnings;
use utf8;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Fails;
use Siplaunch;

my $link   = 'https://portal.example/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D';
my %testee = (username => 'testuser', server => 'example.org', password => 'testpass');

my $sms = Siplaunch::Sms->new(link => $link, brand_name => 'sip:phone');
is $sms->text, "$link to launch sip:phone", 'SMS';
my $budget = $sms->budget;
is $budget->encoding, 'GSM-7', 'encoding';
is $budget->units, length $sms->text, 'units';
is $budget->characters, length $sms->text, 'characters';
is $budget->parts, 1, 'parts';
is $budget->units_left, 160 - $budget->units, 'left';
is $budget->first_non_gsm, undef, 'no other character';
ok $budget->is_within_handbook, 'as the handbook advises';

my $wide = Siplaunch::Sms->new(link => $link, brand_name => 'Fön☃', template => "Für {brand}:\n{link}");
is $wide->text, "Für Fön☃:\n$link", 'a template of its own';
is $wide->budget->encoding, 'UCS-2', 'needs the other encoding';
is $wide->budget->first_non_gsm, '☃', 'because of this character';
is(Siplaunch::Sms->new(link => $link, brand_name => 'x', language => 'de')->text, Siplaunch::Sms->template('de') =~ s/\{link\}/$link/r =~ s/\{brand\}/x/r, 'German');
is(Siplaunch::SmsBudget->of('€')->units, 2, 'counted');
my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
my $would  = Siplaunch::Sms->sealed_budget($portal, Siplaunch::Credentials->new(%testee), brand_name => 'sip:phone');
my $ring   = Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32 }, current => 0);
my $sealed = $portal->sealed_link($ring, Siplaunch::Credentials->new(%testee), expires => time + 60);
is_deeply $would, Siplaunch::Sms->new(link => $sealed, brand_name => 'sip:phone')->budget, 'counted as sealed';

my $mail = Siplaunch::Mail->new(link => $link, brand_name => 'Fön☃', language => 'de');
like $mail->subject, qr/Fön☃/, 'subject';
like $mail->text, qr/^Öffnen.*^\Q$link\E$/ms, 'text';
like $mail->html, qr/<html[^>]* lang="de">.*href="\Q$link\E"/s, 'HTML';
my $own = Siplaunch::Mail->new(link => $link, brand_name => 'x', language => 'fr', subject => 'Été', text => '{link}', button => 'Là');
is $own->subject, 'Été', 'words of its own';
like $own->html, qr/Là/, 'button of its own';
is $own->subject_header, '=?utf-8?Q?=C3=89t=C3=A9?=', 'subject for a header';
like(Siplaunch::Mail->new(link => $link, brand_name => 'x', accent_color => '#0F766E')->html, qr/background:#0f766e/, 'colour');
fails(sub { Siplaunch::Mail->new(link => $link, brand_name => 'x', accent_color => 'blue') }, Page => 'PAGE_COLOR');

my $qr = Siplaunch::QrCode->new($link);
like $qr->to_svg, qr/\A<svg.*<\/svg>\s*\z/s, 'SVG';
like $qr->to_terminal, qr/\A[█▀▄ \n]+\z/, 'terminal';
like $qr->to_png, qr/\A\x89PNG\r\n/, 'PNG';
isnt $qr->to_png(pixels_per_module => 1), $qr->to_png(pixels_per_module => 2), 'scale';
is $qr->to_png, $qr->to_png(pixels_per_module => 8), 'the default scale';

my %ticket = (username => 'üser', server => 'example.org', expire_ms => 1_800_000_000_000, token => 'a' x 32);
is(Siplaunch::ticket(%ticket), 'username=üser&server=example.org&expire=1800000000000&token=' . 'a' x 32, 'ticket');

my %sms = (link => $link, brand_name => 'x');
fails(sub { Siplaunch::Sms->new(%sms, template => '{link} {x}') }, Message => 'TEMPLATE');
fails(sub { Siplaunch::Sms->new(%sms, template => '{brand}') }, Message => 'TEMPLATE_LINK');
fails(sub { Siplaunch::Sms->new(%sms, template => '{link}.') }, Message => 'TEMPLATE_SPACING');
fails(sub { Siplaunch::Sms->new(%sms, brand_name => "\n") }, Message => 'BRAND_NAME');
fails(sub { Siplaunch::Sms->new(%sms, link => 'sipphone://x') }, Message => 'MESSAGE_LINK');
fails(sub { Siplaunch::Sms->new(%sms, language => 'fr') }, Message => 'LANGUAGE');
fails(sub { Siplaunch::Mail->new(%sms, subject => "a\nb") }, Message => 'MAIL_SUBJECT');
fails(sub { Siplaunch::QrCode->new('x' x 4000)->to_svg }, Qr => 'QR_TEXT');
fails(sub { $qr->to_png(pixels_per_module => $_) }, Qr => 'QR_SCALE') for 0, 65, 2**32 + 1;
fails(sub { Siplaunch::SmsBudget::of('text') }, 'Usage', undef, 'not a class method');
fails(sub { Siplaunch::ticket(%ticket, token => 'x') }, Qr => 'QR_TICKET');

done_testing;
