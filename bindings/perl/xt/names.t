# The names that every language shares: tests/names.json.
use strict;
use warnings;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Repository qw(names);
use Siplaunch;

for my $error (names('errors')) {
    my ($code, $name) = @{$error}{qw(code name)};
    ok !eval { Siplaunch::FFI::check($code); 1 }, "$name dies";
    is ref $@, "Siplaunch::Exception::$error->{topic}", "$name has its class";
    is $@->code, $code, "$name has its number";
    is $@->name, uc $name =~ s/(?<=[a-z0-9])(?=[A-Z])/_/gr, "$name has its name";
    unlike $@->message, qr/unknown status/, "$name has a text";
}

done_testing;
