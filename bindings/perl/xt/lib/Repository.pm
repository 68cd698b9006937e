package Repository;

# The files of the repository around this distribution.

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Spec::Functions qw(catfile);
use JSON::PP qw(decode_json);

use Exporter 'import';
our @EXPORT_OK = qw(file slurp cases names);

my $root = abs_path(catfile(dirname(__FILE__), ('..') x 4));

sub file {
    my (@names) = @_;
    return catfile($root, @names);
}

sub slurp {
    my ($path) = @_;
    open my $file, '<:raw', $path or die "$path: $!";
    local $/ = undef;
    return scalar <$file>;
}

# The cases of a file of vectors, with text as characters.
sub cases {
    my ($name) = @_;
    return @{ decode_json(slurp(file('tests', 'vectors', $name)))->{cases} };
}

# A list of the table of names that every language shares.
sub names {
    my ($list) = @_;
    return @{ decode_json(slurp(file('tests', 'names.json')))->{$list} };
}

1;
