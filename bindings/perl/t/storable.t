# No object can be stored: a file would have a pointer of another process, or a secret.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Classes qw(classes objects);
use Siplaunch;
use Storable ();
use Test::More;

for my $class (classes()) {
    next if $class =~ /::(?:ClaimRecord|SmsBudget|Exception)\z/;
    my %copied = (freeze => \&Storable::freeze, nfreeze => \&Storable::nfreeze, dclone => \&Storable::dclone);
    ok !eval { $copied{$_}->(objects()->{$class}); 1 }, "$class: no $_" for sort keys %copied;
    isa_ok $@, 'Siplaunch::Exception::Usage', 'its class' if $class->isa('Siplaunch::Object');
}

done_testing;
