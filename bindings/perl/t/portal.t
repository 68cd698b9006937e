use strict;
use warnings;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Fails;
use Siplaunch;

my $phone  = Siplaunch::Brand->sip_phone;
my $testee = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'testpass');
my $token  = 'CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==';
my $link   = 'https://portal.example/p?c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D';

my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
is $portal->launch_link($phone, $testee), $link, 'launch link';
my @testee = (username => 'testuser', server => 'example.org', password => 'testpass');
is $portal->launch_link_of($phone, @testee), $link, 'of three texts';
is $portal->link($token), $link, 'of a token';
is(Siplaunch::Portal->new(base => 'https://portal.example/p', param => 't')->link($token), $link =~ s/c=/t=/r, 'param');

my $long = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'x' x 5000);
my $long_link = $portal->launch_link($phone, $long);
is $phone->decode_credentials(Siplaunch::parse_launch_link($long_link))->password, 'x' x 5000, 'a long link';
is $phone->decode_credentials(Siplaunch::parse_launch_link($portal->launch_link_of($phone, @testee, password => "\x{e9}" x 900)))
    ->password, "\x{e9}" x 900, 'a long link of three texts, not all ASCII';

is(Siplaunch::escaped($token), $link =~ s/.*c=//r, 'escaped');
is(Siplaunch::parse_launch_link($link), $token, 'back');
is(Siplaunch::parse_launch_link($link =~ s/c=/t=/r, param => 't'), $token, 'back from another parameter');
is(Siplaunch::app_link($token), "sipphone://$token", 'app link');
is(Siplaunch::app_link($token, scheme => 'acme'), "acme://$token", 'app link of another scheme');
is(Siplaunch::parse_app_link("sipphone://$token"), $token, 'back');
is(Siplaunch::parse_app_link("acme://$token", scheme => 'acme'), $token, 'back from another scheme');
is eval { Siplaunch::check_token($token); 1 }, 1, 'a token';

fails(sub { Siplaunch::Portal->new(base => 'ftp://portal.example/') }, Link => 'PORTAL_BASE');
fails(sub { Siplaunch::Portal->new(base => 'https://portal.example/', param => '?') }, Link => 'PARAM');
fails(sub { Siplaunch::Portal->new }, 'Usage', undef, 'no base');
fails(sub { $portal->link('x') }, Token => 'TOKEN');
fails(sub { Siplaunch::check_token('x') }, Token => 'TOKEN');
fails(sub { Siplaunch::escaped('x') }, Token => 'TOKEN');
fails(sub { Siplaunch::parse_launch_link('x') }, Link => 'LINK');
fails(sub { Siplaunch::parse_app_link($link) }, Link => 'LINK');
fails(sub { $portal->launch_link($testee, $phone) }, 'Usage', undef, 'the wrong way round');
fails(sub { $portal->launch_link_of($phone, @testee, password => "x\n") }, Credentials => 'PASSWORD_CHARACTER');
fails(sub { $portal->launch_link_of($phone, @testee, username => "x\0y") }, Credentials => 'USERNAME_CHARACTER');
fails(sub { $portal->launch_link_of($phone, @testee, realm => 'x') }, 'Usage', undef, 'a fourth field');
fails(sub { $portal->launch_link_of($phone, @testee[0 .. 3]) }, 'Usage', undef, 'no password');
fails(sub { $portal->launch_link_of($phone, @testee, 'x') }, 'Usage', undef, 'no pairs');
fails(sub { $portal->launch_link_of($testee, @testee) }, 'Usage', undef, 'credentials in place of a brand');
fails(sub { $portal->launch_link($portal, $testee) }, 'Usage', undef, 'not a brand');

done_testing;
