use strict;
use warnings;

use Siplaunch;

my $credentials = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'testpass');
my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
print $portal->launch_link(Siplaunch::Brand->sip_phone, $credentials), "\n";
