package Portal::Links;

# The links and the launch handler. A branded app has a file of its own: Siplaunch::Brand->from_file(…).

use strict;
use warnings;

use Encode qw(decode);
use Siplaunch;

use constant DAY => 24 * 60 * 60;

# Made once: the processes of a server share them.
our $brand_name = decode('UTF-8', $ENV{BRAND_NAME});
my $keys     = Siplaunch::KeyRing->from_file($ENV{PORTAL_KEYS});
my $portal   = Siplaunch::Portal->new(base => $ENV{PORTAL_BASE});
our $handler = Siplaunch::LaunchHandler->sealed(
    Siplaunch::Brand->sip_phone, $keys,
    sealed_only => 1,
    page        => Siplaunch::Page->new(base => $ENV{PORTAL_BASE}, brand_name => $brand_name),
);

sub sealed_link {
    my ($credentials) = @_;
    return $portal->sealed_link($keys, $credentials, expires => time + DAY);
}

sub id {
    my ($link) = @_;
    return Siplaunch::sealed_token_id(Siplaunch::parse_launch_link($link));
}

1;
