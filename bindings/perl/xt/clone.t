# HTTP::Message and others copy the things that they hold by Clone, which asks no object.
use strict;
use warnings;

use Clone qw(clone);
use FindBin;
use lib "$FindBin::Bin/../t/lib";
use Classes qw(classes handles methods objects);
use Siplaunch;
use Test::More;

# Without a request, cgi would die for that reason first.
local $ENV{REQUEST_METHOD} = 'GET';

for my $class (handles()) {
    my $object = objects()->{$class};
    my $copy   = clone($object);
    my ($method) = grep { $_ ne 'to_app' } methods($class);
    my $said = sub { my ($used) = @_; eval { $method ? $used->$method : Siplaunch::LaunchHandler->new(page => $used); 1 } ? '' : $@ };
    like $said->($copy), qr/is a copy/, "$class: a copy is of no use";
    undef $copy;
    unlike $said->($object), qr/is a copy/, 'the original is as it was';
    $copy = clone($object);
    undef $object;
    undef $copy;
}
pass 'nothing is freed twice';

done_testing;
