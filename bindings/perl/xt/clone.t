# Clone, which HTTP::Message and others use on whatever they hold, copies objects without asking them.
use strict;
use warnings;

use Clone qw(clone);
use FindBin;
use lib "$FindBin::Bin/../t/lib";
use Classes qw(classes handles methods objects);
use Siplaunch;
use Test::More;

for my $class (handles()) {
    my $object = objects()->{$class};
    my $copy   = clone($object);
    my ($method) = grep { $_ ne 'to_app' } methods($class), 'scheme';
    ok !eval { $method eq 'scheme' ? Siplaunch::LaunchHandler->new(page => $copy) : $copy->$method; 1 }, "$class: a copy is of no use";
    isa_ok $@, 'Siplaunch::Exception::Usage', 'what it dies with';
    undef $copy;
    ok +Siplaunch::Args::handle($class, $object), 'the original is as it was';
    $copy = clone($object);
    undef $object;
    undef $copy;
}
pass 'nothing is freed twice';

my $credentials = clone(objects()->{'Siplaunch::Credentials'});
is $credentials->password, 'testpass', 'credentials are shared';

done_testing;
