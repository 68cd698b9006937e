# HTTP::Message and others copy the things that they hold by Clone, which asks no object.
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
    isa_ok $@, 'Siplaunch::Exception::Usage', 'its class';
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
