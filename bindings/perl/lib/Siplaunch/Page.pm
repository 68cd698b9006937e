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
    return $class->_of($pointer) if !$status;
    return Siplaunch::Exception->_throw(
        code    => $status,
        message => Siplaunch::FFI::status_text($status),
        setting => Siplaunch::FFI::copied($bad, $bad_len),
    );
}

# The library's settings, in a flat list: what is undefined is not set.
sub _settings {
    my (%args) = splice @_;
    my $texts = delete $args{texts} // {};
    Siplaunch::Args::usage('texts is not a hash reference') if ref $texts ne 'HASH';
    $args{auto_open} = $args{auto_open} ? 'true' : 'false' if defined $args{auto_open};
    my %all = (%args, map { ("texts.$_" => $texts->{$_}) } keys %{$texts});
    return map { ($_, $all{$_}) } grep { defined $all{$_} } sort keys %all;
}

sub text_names {
    my @names;
    my $i = 0;
    while (!Siplaunch::FFI::page_setting($i++, \my $name, \my $len, \my ($kind, $kind_len), \my ($help, $help_len))) {
        push @names, Siplaunch::FFI::copied($name, $len);
    }
    return map { /\Atexts[.](.+)/ ? $1 : () } @names;
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

=head1 METHODS

=head2 new

    new(base => , ...)

The page of a handler that is reached at C<base>. All other settings are optional:

=over 4

=item brand_name

The brand's name as customers know it; C<sip:phone> if it is not given.

=item language

A tag such as C<en>, C<de-AT> or C<ar>; a language other than C<en> and C<de> needs all texts.

=item direction

C<ltr> or C<rtl>, of the language that is given.

=item accent_color

The button's: C<#> and six hex digits.

=item logo, logo_alt

A C<data:> URI in Base64 of at most 65,536 bytes, of a PNG, SVG, JPEG or WebP image, and what it says.

=item android_package, android_fallback_url

The application id for Android's intent link, and where that goes without the app.

=item app_store, google_play

URLs of buttons to the stores.

=item new_link_url

The URL of a button for customers whose link has expired.

=item auto_open

Whether the page tries to open the app by itself, which browsers mostly block.

=item texts

A hash reference of texts by the names of L</text_names>, in which C<{brand}> stands for the name.

=back

Dies with C<PORTAL_BASE>, C<PACKAGE>, C<FALLBACK_URL>, C<PAGE_TEXT>, C<PAGE_LANGUAGE>, C<PAGE_COLOR>, C<PAGE_LOGO>,
C<PAGE_URL>, C<PAGE_SETTING> or C<PAGE_TEXT_MISSING>; L<Siplaunch::Exception/setting> names the setting.

=head2 text_names

The names of all texts of a page.

=cut
