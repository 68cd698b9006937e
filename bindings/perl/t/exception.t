# The class of each code, by its tens.
use strict;
use warnings;

use Test::More;

use Siplaunch;

sub exception {
    my ($code) = @_;
    return eval { Siplaunch::Exception::_check($code); 1 } ? undef : $@;
}

# The first code of each class in a row. A library that is newer than the modules may have codes that they do not know.
my %first = (
    1  => 'Library',       3  => 'Input',       5  => 'Library', 6  => 'Input', 7  => 'Library', 10 => 'Brand',
    20 => 'Credentials',   30 => 'Token',       40 => 'Link',    50 => 'Sealed',
    54 => 'SealedExpired', 55 => 'Sealed',      60 => 'Qr',      63 => 'Message', 70 => 'Page',  80 => 'Message',
    90 => 'Library',
);
my $class;
for my $code (1 .. 99) {
    $class = 'Siplaunch::Exception::' . ($first{$code} // $class =~ s/.*:://r);
    is ref exception($code), $class, "the class of $code";
    is exception($code)->code, $code, 'its number';
    ok exception($code)->isa('Siplaunch::Exception'), 'is an exception';
}
is exception(0), undef, 'no exception';
is exception(99)->name, 'UNKNOWN', 'the name of an unknown code';
ok exception(54)->isa('Siplaunch::Exception::Sealed'), 'an expired link is a sealed one';
ok !exception(60)->isa('Siplaunch::Exception::Message'), 'a QR code is no message';

done_testing;
