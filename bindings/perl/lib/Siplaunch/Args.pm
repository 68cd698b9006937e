package Siplaunch::Args;

# Reads the arguments of calls, and says what is wrong with them without repeating any. Private.

use strict;
use warnings;

use Scalar::Util qw(blessed looks_like_number);
use Siplaunch::Exception;

sub usage {
    my ($message) = @_;
    return Siplaunch::Exception::Usage->_throw(message => $message);
}

# The values of name => value pairs, in the order of the names, all of which must be known.
sub named {
    my $names = shift;
    my $odd   = @_ % 2;
    my %given = $odd ? () : @_;
    @_ = ();
    usage('arguments are name => value pairs of: ' . join ', ', @{$names}) if $odd;
    my @values = delete @given{ @{$names} };
    usage('an argument with an unknown name; the names are: ' . join ', ', @{$names}) if %given;
    return @values;
}

# Text as its UTF-8 bytes and their number.
sub text {
    my ($name, $text) = splice @_;
    usage("$name is missing") if !defined $text;
    usage("$name is a reference and not text") if ref $text && !blessed $text;
    utf8::encode($text = "$text");
    return ($text, length $text);
}

# The same, or NULL.
sub optional_text {
    my ($name, $text) = splice @_;
    return defined $text ? text($name, $text) : (undef, 0);
}

# Bytes and their number.
sub bytes {
    my ($name, $bytes) = splice @_;
    usage("$name is missing") if !defined $bytes;
    usage("$name is a reference and not bytes") if ref $bytes && !blessed $bytes;
    $bytes = "$bytes";
    utf8::downgrade($bytes, 1) or usage("$name has characters above 255: it is bytes, encode it before");
    return ($bytes, length $bytes);
}

# The handle in an object.
sub handle {
    my ($class, $object) = splice @_;
    usage("not a $class where one is needed") if !(blessed $object && $object->isa($class));
    return $object->_pointer;
}

# The same, or NULL.
sub optional_handle {
    my ($class, $object) = splice @_;
    return defined $object ? handle($class, $object) : undef;
}

# The fields of credentials and their lengths.
sub fields {
    my ($credentials) = splice @_;
    usage('not Siplaunch::Credentials where they are needed')
        if !(blessed $credentials && $credentials->isa('Siplaunch::Credentials'));
    return map { ($_, length) } $credentials->_bytes;
}

# A whole number that is not negative; a fraction is cut off. What an integer of the library cannot hold becomes the
# largest that it can, which the library refuses as well.
sub whole {
    my ($name, $number, $largest) = splice @_;
    usage("$name is missing") if !defined $number;
    usage("$name is not a number from 0 to 2**53") if !(looks_like_number($number) && $number >= 0 && $number <= 2**53);
    return defined $largest && $number > $largest ? $largest : int $number;
}

# All the permissions that there are.
use constant ALL => oct '0777';

# The whole of a file, for an object that is made of it.
sub file {
    my ($path) = @_;
    usage('the path is missing') if !defined $path;
    open my $file, '<:raw', $path or usage("cannot read the file: $!");
    my $mode = (stat $file)[2] & ALL;
    warn sprintf "siplaunch: warning: %s has mode %04o, others may read it: chmod 0600\n", $path, $mode
        if -f _ && Siplaunch::FFI::is_exposed($mode);
    my $bytes = do { local $/ = undef; <$file> };
    close $file or usage("cannot read the file: $!");
    return $bytes // '';
}

1;
