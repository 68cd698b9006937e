# Arguments that run code when they are read: each runs it once, and the code may do what it likes. Arguments stay as they are.
use strict;
use warnings;

use Test::More;

use B ();
use FindBin;
use lib "$FindBin::Bin/lib";
use Fails;
use Siplaunch;
use Values qw(overloaded tied_value);

my $phone  = Siplaunch::Brand->sip_phone;
my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
my %testee = (username => 'testuser', server => 'example.org', password => 'testpass');
my $link   = $portal->launch_link_of($phone, %testee);
my $token  = $phone->token(Siplaunch::Credentials->new(%testee));

for my $name (sort keys %testee) {
    my ($tied, $reads) = tied_value($testee{$name});
    is $portal->launch_link_of($phone, %testee, $name => overloaded($testee{$name})), $link, "$name: an overloaded object";
    is $portal->launch_link_of($phone, map { ($_ => $_ eq $name ? ${$tied} : $testee{$_}) } sort keys %testee), $link, "$name: a copy";
    is ${$reads}, 1, 'which reads it once';
    is $portal->launch_link_of($phone, username => 'x', server => 'y', password => 'z', %testee), $link, 'the last pair counts';
}

# Elements of tied hashes come to a call as they are.
sub reading { return Siplaunch::escaped($_[0]) }
my ($tied, $reads) = tied_value($token);
is reading(${$tied}), Siplaunch::escaped($token), 'a tied value';
is ${$reads}, 1, 'is read once';
is Siplaunch::parse_app_link(overloaded("sipphone://$token")), $token, 'an overloaded object';

# The code of an argument changes, or frees, the others and the object.
my $username = 'testuser';
my $changes  = overloaded('testpass', sub { $username = 'x' x 100_000; undef $username });
my $changed  = eval { $portal->launch_link_of($phone, username => $username, server => 'example.org', password => $changes) } // $@;
like $changed, qr/\A\Q$link\E\z|username is missing/, 'an argument that changes another';
my $brand = Siplaunch::Brand->sip_phone;
my $frees = overloaded($token, sub { undef $brand });
fails(sub { $brand->decode($frees) }, 'Usage', undef, 'an argument that frees the object');
my $own = Siplaunch::Portal->new(base => 'https://portal.example/p');
$frees = overloaded('testpass', sub { undef $own });
fails(sub { $own->launch_link_of($phone, %testee, password => $frees) }, 'Usage', undef, 'or another one');
my $dies = overloaded('x', sub { die "refused\n" });
ok !eval { $portal->link($dies); 1 }, 'an argument that dies';
is $@, "refused\n", 'with its own words';

# Perl keeps a number's text with it if a call asks for that in place.
for my $value (12_345, 1.5, "j\xFCrgen", 'testuser') {
    my $before = B::svref_2object(\$value)->FLAGS;
    Siplaunch::Credentials->new(%testee, password => $value);
    is B::svref_2object(\$value)->FLAGS, $before, 'a value stays as it is';
}
my $text = '1800000000';
my $flags = B::svref_2object(\$text)->FLAGS;
Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32 }, current => '0')->seal(Siplaunch::Credentials->new(%testee), expires => $text);
is B::svref_2object(\$text)->FLAGS, $flags, 'a number as text stays text';

{
    package Own;    ## no critic (RequireFilenameMatchesPackage): it has no file
    our @ISA = 'Siplaunch::Brand';    ## no critic (ProhibitExplicitISA): it has no file
    use overload '""' => sub { 'own' }, fallback => 1;
}
my $derived = Own->sip_phone;
is "$derived", 'own', 'a class of its own';
is $portal->launch_link_of($derived, %testee), $link, 'is a brand, whatever its text is';
fails(sub { $portal->launch_link_of('Siplaunch::Brand', %testee) }, 'Usage', undef, 'the name of a class');
fails(sub { $portal->launch_link_of(bless({}, 'Siplaunch::Brand'), %testee) }, 'Usage', undef, 'nothing of the library');
fails(sub { Siplaunch::Brand::scheme($portal) }, 'Usage', undef, 'an object of another class');
fails(sub { (bless $portal, 'Siplaunch::Brand')->scheme }, 'Usage', undef, 'an object under a wrong name');
fails(sub { $phone->sip_phone }, 'Usage', undef, 'an object in place of a class');

done_testing;
