# The modules call the library as its header declares it, and know the constants of the header.
use strict;
use warnings;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Repository qw(file slurp);
use Siplaunch;

my $header = slurp(file('include', 'siplaunch.h'));

my ($abi) = $header =~ /^#define SIPLAUNCH_ABI_VERSION (\d+)/m;
is Siplaunch::FFI::Library::ABI(), $abi, 'ABI';

my ($most) = $header =~ /^#define SIPLAUNCH_MAX_INPUT_LEN (\d+)/m;
is Siplaunch::LaunchHandler::MAX_INPUT(), $most, 'the most bytes of an input';

open my $readelf, '-|', 'readelf', '-d', $ENV{SIPLAUNCH_LIB} // die 'SIPLAUNCH_LIB is not set' or die "readelf: $!";
my ($soname) = map { /\(SONAME\).*\[(.*)\]/ } <$readelf>;
is Siplaunch::FFI::Library::SONAME(), $soname, 'SONAME';

# The C types of each call's parameters, in the words of FFI::Platypus.
sub platypus {
    my ($parameter) = @_;
    my ($type) = $parameter =~ /\A(.*?)\w+\z/s;
    $type =~ s/\bconst |\bstruct |\benum //g;
    $type =~ s/_t\b|\s//g if $type !~ /size_t/;
    return if $parameter eq 'void';
    return 'opaque*' if $type =~ /\*\*\z/;
    return 'uint64[5]' if $parameter =~ /\*values\z/;
    return 'size_t*' if $type =~ /\Asize_t \*/;
    return 'opaque'  if $type =~ /\Asiplaunch_(?:brand|explanation|handler|handler_builder|key_ring|launch|mail|page|portal|response)\*\z/;
    return 'string'  if $type =~ /\A(?:char|void|siplaunch_\w+)\*\z/;
    return $type =~ s/\s//gr =~ s/\Abool\*\z/uint8*/r =~ s/\Aint/sint/r;
}

my ($prototypes) = $header =~ /\n((?:enum siplaunch_status|bool|const char \*).*)/s;
$prototypes =~ s{^//.*$}{}mg;
my %declared = $prototypes =~ /^(?:enum siplaunch_status |bool |const char \*)siplaunch_(\w+)\(([^)]*)\);/mg;
is_deeply [sort keys %declared], [sort keys %{ Siplaunch::FFI::signatures() }], 'all calls';
for my $name (sort keys %declared) {
    my @declared = map { platypus(s/\A\s+|\s+\z//gr) } split /,/, $declared{$name};
    is_deeply Siplaunch::FFI::signatures()->{$name}, \@declared, $name;
}

my @freed = $prototypes =~ /^void siplaunch_(\w+_free)\(/mg;
can_ok 'Siplaunch::FFI', @freed;

done_testing;
