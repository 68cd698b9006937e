package Siplaunch::Page;

use strict;
use warnings;

# The other calls are in C, and the names of those in Perl, without "_", are in Siplaunch.pm.
use Siplaunch;

# The kind of the settings that take a boolean of Perl.
use constant FLAG => 'true or false';

sub _new {
    my ($class, @given) = splice @_;
    Siplaunch::Args::usage('the arguments must be name => value pairs') if @given % 2;
    my %args = @given;
    my $base = delete $args{base};
    return $class->_of_pairs($base, $class->_pairs(%args));
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
