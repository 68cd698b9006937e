# No memory of this process has a password that only objects had, once they are gone.
use strict;
use warnings;

use Test::More;

use Siplaunch;

use constant PAGE => 4096;

# The token of testuser, example.org and a password under the published key: no other memory has the password, which this
# file has only backwards.
my $backwards = '5180-zyxw-sinmieheG';
my $token     = 'CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVL9VKbMb7+9vECT+pHdc0TEmkh/57EMjkyvIH89hojz/QvtVEA9zsjDPeOnKyN0iBE=';
my $brand     = Siplaunch::Brand->sip_phone;

# The number of pages of writable memory that have the password. The page that is read is overwritten.
sub pages_with_password {
    open my $maps, '<', '/proc/self/maps' or die "maps: $!";
    open my $memory, '<:raw', '/proc/self/mem' or die "mem: $!";
    my $found = 0;
    for my $range (grep { / rw/ && !/\[v/ } <$maps>) {
        no warnings 'portable';
        my ($from, $to) = map { hex } $range =~ /\A([0-9a-f]+)-([0-9a-f]+)/;
        sysseek $memory, $from, 0 or next;
        for (; $from < $to; $from += PAGE) {
            sysread $memory, my $page, PAGE or last;
            $found++ if index(scalar reverse($page), $backwards) >= 0;
            substr $page, 0, length $page, "\0" x length $page;
        }
    }
    return $found;
}

# The count in another process, which has its own memory.
sub found_while {
    my ($make) = @_;
    my $made  = $make->();
    my $child = fork // die "cannot fork: $!";
    if (!$child) {
        my $found = pages_with_password();
        undef $made;
        exit $found;
    }
    waitpid $child, 0;
    return $? >> 8;
}

my %objects = (
    credentials => sub { $brand->decode_credentials($token) },
    explanation => sub { Siplaunch::explain($token, $brand) },
    opened      => sub {
        my $ring = Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32 }, current => 0);
        $ring->open($ring->seal($brand->decode_credentials($token), expires => 2_000_000_000));
    },
);
for my $name (sort keys %objects) {
    cmp_ok found_while($objects{$name}), '>', 0, "$name: the password is in memory";
    is found_while(sub { $objects{$name}->(); return }), 0, "$name: and no more when they are gone";
}
done_testing;
