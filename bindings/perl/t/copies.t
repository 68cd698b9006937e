# Copies of objects in other threads and processes do no harm.
use strict;
use warnings;

use Config;
use Test::More;

use Siplaunch;

my $phone  = Siplaunch::Brand->sip_phone;
my $testee = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'testpass');
my $token  = $phone->token($testee);

for (1 .. 3) {
    my $child = fork // die "cannot fork: $!";
    if (!$child) {
        my $same = $phone->token($testee) eq $token;
        undef $phone;
        undef $testee;
        exit($same ? 0 : 1);
    }
    waitpid $child, 0;
    is $?, 0, 'another process has its own';
}
is $phone->token($testee), $token, 'and leaves ours';

SKIP: {
    skip 'this Perl has no threads', 2 if !$Config{useithreads};
    require threads;
    my $thread = threads->create(sub {
        my $own = Siplaunch::Brand->sip_phone->token($testee) eq $token;
        return $own && !eval { $phone->token($testee); 1 };
    });
    ok $thread->join, 'another thread makes its own';
    is $phone->token($testee), $token, 'and leaves ours';
}

done_testing;
