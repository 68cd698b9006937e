package Siplaunch::Page;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use FFI::Platypus::Buffer qw(scalar_to_pointer);
use Siplaunch::Args;
use Siplaunch::Exception;
use Siplaunch::FFI;

# siplaunch_setting: two pointers, each with its length.
use constant SETTING => '(L! L! L! L!)*';

sub new {
    my ($class, @given) = splice @_;
    Siplaunch::Args::usage('arguments are name => value pairs') if @given % 2;
    my %args  = @given;
    my $base  = delete $args{base};
    my @bytes = map { (Siplaunch::Args::text(setting => $_))[0] } _settings(%args);
    my $array = pack SETTING, map { (scalar_to_pointer($bytes[$_]), length $bytes[$_]) } 0 .. $#bytes;
    my $status = Siplaunch::FFI::page_new(Siplaunch::Args::text(base => $base),
        $array, @bytes / 2, \my $bad, \my $bad_len, \my $pointer);
    return bless \$pointer, $class if !$status;
    return Siplaunch::Exception->throw(
        code    => $status,
        message => Siplaunch::FFI::status_text($status),
        setting => Siplaunch::FFI::copied($bad, $bad_len),
    );
}

# The library's settings, in a flat list: what is undefined is not set.
sub _settings {
    my (%args) = splice @_;
    my %texts = %{ delete $args{texts} // {} };
    $args{auto_open} = $args{auto_open} ? 'true' : 'false' if defined $args{auto_open};
    my %all = (%args, map { ("texts.$_" => $texts{$_}) } keys %texts);
    return map { ($_, $all{$_}) } grep { defined $all{$_} } sort keys %all;
}

sub text_names {
    my @names;
    while (!Siplaunch::FFI::page_text_name(scalar @names, \my $name, \my $len)) {
        push @names, Siplaunch::FFI::copied($name, $len);
    }
    return @names;
}

sub _free { return \&Siplaunch::FFI::page_free }

1;
