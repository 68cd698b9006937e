package Siplaunch::Args;

# Reads the arguments of calls. Its errors name an argument and never repeat one. Private.

use strict;
use warnings;

use Scalar::Util qw(blessed looks_like_number);
use Siplaunch::Exception;

sub usage {
    my ($message) = @_;
    return Siplaunch::Exception::Usage->_throw(message => $message);
}

# The values of name => value pairs, in the order of the names. It refuses a name that is not among them.
sub named {
    my $names = shift;
    my $odd   = @_ % 2;
    my %given = $odd ? () : @_;
    @_ = ();
    usage('the arguments must be name => value pairs; the names are: ' . join ', ', @{$names}) if $odd;
    my @values = delete @given{ @{$names} };
    usage('an argument has an unknown name; the names are: ' . join ', ', @{$names}) if %given;
    return @values;
}

# Text as its UTF-8 bytes and their number.
sub text {
    my ($name, $text) = splice @_;
    usage("$name is missing") if !defined $text;
    usage("$name must be text and not a reference") if ref $text && !blessed $text;
    utf8::encode($text = "$text");
    return ($text, length $text);
}

# Text as its UTF-8 bytes and their number, or NULL.
sub optional_text {
    my ($name, $text) = splice @_;
    return defined $text ? text($name, $text) : (undef, 0);
}

# Bytes and their number.
sub bytes {
    my ($name, $bytes) = splice @_;
    usage("$name is missing") if !defined $bytes;
    usage("$name must be bytes and not a reference") if ref $bytes && !blessed $bytes;
    $bytes = "$bytes";
    utf8::downgrade($bytes, 1) or usage("$name must be bytes, and it has characters above 255: encode it first");
    return ($bytes, length $bytes);
}

# The handle in an object.
sub handle {
    my ($class, $object) = splice @_;
    usage("an argument must be a $class") if !(blessed $object && $object->isa($class));
    return $object->_pointer;
}

# The handle in an object, or NULL.
sub optional_handle {
    my ($class, $object) = splice @_;
    return defined $object ? handle($class, $object) : undef;
}

# The fields of credentials and their lengths.
sub fields {
    my ($credentials) = splice @_;
    usage('an argument must be Siplaunch::Credentials')
        if !(blessed $credentials && $credentials->isa('Siplaunch::Credentials'));
    return map { ($_, length) } $credentials->_bytes;
}

# A whole number from 0, without its fraction. A number that the library's integer cannot hold becomes the largest one of
# that integer, which the library refuses.
sub whole {
    my ($name, $number, $largest) = splice @_;
    usage("$name is missing") if !defined $number;
    usage("$name must be a number from 0 to 2**53") if !(looks_like_number($number) && $number >= 0 && $number <= 2**53);
    return defined $largest && $number > $largest ? $largest : int $number;
}

# The permission bits of a file's mode.
use constant ALL => oct '0777';

# The bytes of a file that holds secrets.
sub file {
    my ($path) = @_;
    usage('the path is missing') if !defined $path;
    open my $file, '<:raw', $path or usage("cannot read the file: $!");
    my $mode = (stat $file)[2] & ALL;
    my $warning = -f _ ? Siplaunch::FFI::mode_warning($mode) : undef;
    warn sprintf "siplaunch: warning: %s has mode %04o, %s\n", $path, $mode, $warning if defined $warning;
    my $bytes = do { local $/ = undef; <$file> };
    close $file or usage("cannot read the file: $!");
    return $bytes // '';
}

1;
