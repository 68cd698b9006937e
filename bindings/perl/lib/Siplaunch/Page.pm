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

# The kind of the settings that take a boolean of Perl.
use constant FLAG => 'true or false';

sub new {
    my ($class, @given) = splice @_;
    Siplaunch::Args::usage('the arguments must be name => value pairs') if @given % 2;
    my %args  = @given;
    my $base  = delete $args{base};
    my @bytes = map { (Siplaunch::Args::text(setting => $_))[0] } $class->_pairs(%args);
    my $array = pack SETTING, map { (scalar_to_pointer($bytes[$_]), length $bytes[$_]) } 0 .. $#bytes;
    my $status = Siplaunch::FFI::page_new(Siplaunch::Args::text(base => $base),
        $array, @bytes / 2, \my $bad, \my $bad_len, \my $pointer);
    return $class->_of($pointer) if !$status;
    return Siplaunch::Exception->_throw(
        Siplaunch::FFI::described($status),
        setting => Siplaunch::FFI::copied($bad, $bad_len),
    );
}

# Names and values for the library, in a flat list. An undefined value leaves the default.
sub _pairs {
    my ($class, %value) = splice @_;
    my $texts = delete $value{texts} // {};
    Siplaunch::Args::usage('texts must be a hash reference') if ref $texts ne 'HASH';
    $value{"texts.$_"} = $texts->{$_} for keys %{$texts};
    my @names = grep { defined $value{$_} } sort keys %value;
    my %is_flag = map { ($_->{name} => 1) } grep { $_->{kind} eq FLAG } $class->settings;
    $value{$_} = $value{$_} ? 'true' : 'false' for grep { $is_flag{$_} } @names;
    return map { ($_, $value{$_}) } @names;
}

sub settings {
    my @settings;
    # The call fails after the last setting.
    until (Siplaunch::FFI::page_setting(scalar @settings, \my ($name, $name_len, $kind, $kind_len, $help, $help_len))) {
        push @settings, {
            name => Siplaunch::FFI::copied($name, $name_len),
            kind => Siplaunch::FFI::copied($kind, $kind_len),
            help => Siplaunch::FFI::copied($help, $help_len),
        };
    }
    return @settings;
}

sub _free { return \&Siplaunch::FFI::page_free }

1;

__END__

=encoding utf8

=head1 NAME

Siplaunch::Page - the launch page of a launch handler

=head1 SYNOPSIS

    use Siplaunch;

    my $page = Siplaunch::Page->new(
        base         => 'https://portal.example/p',
        brand_name   => 'Example Phone',
        language     => 'de',
        accent_color => '#1d4ed8',
        texts        => { title => 'Willkommen bei {brand}' },
    );
    my $handler = Siplaunch::LaunchHandler->new(page => $page);

    print "$_->{name} ($_->{kind}): $_->{help}\n" for Siplaunch::Page->settings;

=head1 METHODS

=head2 new

    new(base => , ...)

The page of a handler at C<base>, and settings by name. F<docs/page.md> of the project explains them, and L</settings>
lists them. An undefined value leaves the default. A setting of the kind C<true or false> takes a boolean of Perl. The
settings whose names begin with C<texts.> are in one hash reference, C<texts>, without that beginning.

Dies with C<PORTAL_BASE>, C<PACKAGE>, C<FALLBACK_URL>, C<BRAND_NAME>, C<PAGE_TEXT>, C<PAGE_LANGUAGE>, C<PAGE_COLOR>,
C<PAGE_LOGO>, C<PAGE_URL>, C<PAGE_SETTING> or C<PAGE_TEXT_MISSING>; L<Siplaunch::Exception/setting> names the setting.

=head1 CLASS METHODS

=head2 settings

All settings, a list of C<< { name => 'accent_color', kind => '# and six hex digits', help => '...' } >>. The kind is the
form of the value.

=cut
