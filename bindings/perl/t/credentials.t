use strict;
use warnings;
use utf8;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Fails;
use Siplaunch;

my %good = (username => 'jürgen', server => 'example.org', password => "☃ \x{1F511}");
my $good = Siplaunch::Credentials->new(%good);
is $good->$_, $good{$_}, $_ for sort keys %good;
is_deeply [$good->ambiguities], [], 'nothing ambiguous';
is(Siplaunch::Credentials->new(%good, username => 43720123456)->username, '43720123456', 'a number is text');

my $ambiguous = Siplaunch::Credentials->new(username => 'a+b', server => 's', password => '%=+');
is_deeply [map { "$_->{field} $_->{character}" } $ambiguous->ambiguities],
    ['username +', 'password =', 'password %', 'password +'], 'ambiguities';

my $phone = Siplaunch::Brand->sip_phone;
for my $field (sort keys %good) {
    my $name = uc $field;
    for my $bad ('&', "\n", "\0", "\x7F") {
        fails(sub { Siplaunch::Credentials->new(%good, $field => "secret$bad") }, Credentials => "${name}_CHARACTER");
    }
    fails(sub { Siplaunch::Credentials->new(%good, $field => '') }, Credentials => "${name}_EMPTY");
    fails(sub { Siplaunch::Credentials->new(%good, $field => undef) }, 'Usage', undef, "$field is missing");
    fails(sub { Siplaunch::Credentials->new(%good, $field => []) }, 'Usage', undef, "$field is a reference");
    fails(sub { Siplaunch::Credentials->new(%good, $field => "\x{D800}") }, Input => 'NOT_UTF8');
    fails(sub { Siplaunch::Credentials->new(%good, $field => 'x' x 1_048_577) }, Input => 'INPUT_TOO_LONG');
}
fails(sub { Siplaunch::Credentials->new(%good, passwort => 'x') }, 'Usage', undef, 'an unknown name');
fails(sub { Siplaunch::Credentials->new('testuser', 'example.org', 'testpass') }, 'Usage', undef, 'no names');

# A text is the same, whether Perl has it in Latin-1 or in UTF-8.
my ($latin, $wide) = ("j\xFCrgen") x 2;
utf8::downgrade($latin);
utf8::upgrade($wide);
is $phone->token(Siplaunch::Credentials->new(%good, username => $latin)),
    $phone->token(Siplaunch::Credentials->new(%good, username => $wide)), 'text is its characters';
is $latin, "j\xFCrgen", 'the given text stays as it is';

my $given = "p\xE4ssword";
my $kept;
{
    my $credentials = Siplaunch::Credentials->new(%good, password => $given);
    $kept = $credentials->password;
}
is $given, "p\xE4ssword", 'wiping leaves the given text';
is $kept,  "p\xE4ssword", 'and the text that was handed out';

done_testing;
