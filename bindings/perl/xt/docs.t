# POD of every public item, and synopses and the README's examples that run.
use strict;
use warnings;

use Test::More;

use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use FindBin;
use Pod::Coverage;
use lib "$FindBin::Bin/lib";
use Repository qw(file slurp);
use Siplaunch;

my $brand_file = "key = \"0123456789abcdef\"\niv = \"fedcba9876543210\"\nscheme = \"acme\"\n";
my $key_file   = "current = 0\n[keys]\n0 = \"" . '5a' x 32 . "\"\n";

sub spew {
    my ($path, $text) = @_;
    open my $file, '>', $path or die "$path: $!";
    print {$file} $text;
    close $file or die "$path: $!";
    chmod oct '0600', $path or die "$path: $!";
    return;
}

# The output of a script, in a folder with the files that the examples name.
sub output {
    my ($script) = @_;
    my $dir = tempdir(CLEANUP => 1);
    spew("$dir/brand.toml", $brand_file);
    spew("$dir/keys.toml",  $key_file);
    spew("$dir/script.pl",  "use strict;\nuse warnings FATAL => 'all';\n$script");
    my @include = map { "-I$_" } grep { !ref } @INC;
    my $here = getcwd();
    chdir $dir or die "$dir: $!";
    open my $perl, '-|', $^X, @include, 'script.pl' or die "perl: $!";
    my $output = do { local $/ = undef; <$perl> };
    chdir $here or die "$here: $!";
    ok close $perl, 'runs' or diag "exit code $?";
    return $output;
}

my ($folder) = $INC{'Siplaunch.pm'} =~ m{\A(.*)/};
my @modules = ('Siplaunch', map { m{(Siplaunch/\w+)\.pm\z} ? $1 =~ s{/}{::}r : () } glob "$folder/Siplaunch/*.pm");
cmp_ok scalar @modules, '>', 15, 'modules';

for my $module (@modules) {
    require $module =~ s{::}{/}gr . '.pm';
    my $coverage = Pod::Coverage->new(package => $module, also_private => [qr/\A[A-Z_]+(?:_freeze)?\z/]);
    is_deeply [$coverage->naked], [], "$module: all public subs documented" or diag $coverage->why_unrated // '';
    my ($synopsis) = slurp($INC{ $module =~ s{::}{/}gr . '.pm' }) =~ /^=head1 SYNOPSIS\n(.*?)^=head1/ms;
    output($synopsis =~ s/^ {4}//gmr);
}

my @examples = slurp(file('bindings/perl/README.md')) =~ /^```perl\n(.*?)^```/msg;
is scalar @examples, 4, 'README: examples';
like output($examples[0]), qr{
    \Ahttps://portal\.example/p\?c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D\n
    302[ ]sipphone://CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==\n
    PASSWORD_CHARACTER:[ ]the[ ]password[ ]contains[ ][^\n]+\n\z
}x, 'README: prints the link, its answer, and the fault of credentials';
is output($examples[1]), "https://portal.example/p?c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D\n"
    . "none\nrow 1: PASSWORD_CHARACTER\n", 'README: makes many links';
is output($examples[2]), "302\n410\n", 'README: launches a sealed link until it is revoked';
is output($examples[3]), "200\n303\n200\n", 'README: a page, a tap, and one more';

my ($version) = slurp(file('Cargo.toml')) =~ /^\[workspace\.package\]\nversion = "(.*?)"/m;
is $Siplaunch::VERSION, $version, 'the version is that of the project';
is Siplaunch::library_version(), $version, 'and of the library';

done_testing;
