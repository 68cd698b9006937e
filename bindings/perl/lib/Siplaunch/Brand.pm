package Siplaunch::Brand;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use Siplaunch::Args;
use Siplaunch::Credentials;
use Siplaunch::FFI;

sub new {
    my ($class, @given) = splice @_;
    my ($key, $iv, $scheme) = Siplaunch::Args::named([qw(key iv scheme)], @given);
    return $class->_made(
        \&Siplaunch::FFI::brand_new,
        Siplaunch::Args::bytes(key => $key),
        Siplaunch::Args::bytes(iv  => $iv),
        Siplaunch::Args::text(scheme => $scheme),
    );
}

sub sip_phone {
    my ($class) = @_;
    return $class->_made(\&Siplaunch::FFI::brand_sip_phone);
}

sub from_toml {
    my ($class, $toml) = splice @_;
    return $class->_made(\&Siplaunch::FFI::brand_from_toml, Siplaunch::Args::text(toml => $toml));
}

sub from_file {
    my ($class, $path) = @_;
    return $class->_of_file(\&Siplaunch::FFI::brand_from_toml, $path);
}

sub scheme {
    my ($self) = @_;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::brand_scheme, $self->_pointer);
}

sub uses_published_key {
    my ($self) = @_;
    Siplaunch::FFI::check(Siplaunch::FFI::brand_uses_published_key($self->_pointer, \my $published));
    return !!$published;
}

sub token {
    my ($self, $credentials) = splice @_;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::brand_token, $self->_pointer, Siplaunch::Args::fields($credentials));
}

sub app_link {
    my ($self, $credentials) = splice @_;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::brand_app_link, $self->_pointer, Siplaunch::Args::fields($credentials));
}

sub intent_link {
    my ($self, $credentials, @given) = splice @_;
    my ($package, $fallback_url) = Siplaunch::Args::named([qw(package fallback_url)], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::brand_intent_link,
        $self->_pointer,
        Siplaunch::Args::fields($credentials),
        Siplaunch::Args::text(package => $package),
        Siplaunch::Args::optional_text(fallback_url => $fallback_url),
    );
}

sub raw_token {
    my ($self, $plaintext) = splice @_;
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::brand_raw_token,
        $self->_pointer,
        Siplaunch::Args::bytes(plaintext => $plaintext),
    );
}

sub decode {
    my ($self, $token) = splice @_;
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::brand_decode,
        $self->_pointer,
        Siplaunch::Args::text(token => $token),
    );
}

# siplaunch_fields: the offset and the length of each.
use constant PLACES     => '(L!2)3';
use constant PLACES_LEN => length pack PLACES, (0) x 6;

sub decode_credentials {
    my ($self, $token) = splice @_;
    my $plaintext = $self->decode($token);
    vec(my $places, PLACES_LEN - 1, 8) = 0;
    my $status = Siplaunch::FFI::credentials_from_plaintext($plaintext, length $plaintext, $places);
    my @places = unpack PLACES, $places;
    my @fields = $status ? () : map { substr $plaintext, $places[2 * $_], $places[2 * $_ + 1] } 0 .. 2;
    Siplaunch::FFI::wipe($plaintext);
    Siplaunch::FFI::check($status);
    return Siplaunch::Credentials->_of_bytes(@fields);
}

# Private: a scheme as its bytes and their number; that of the published app for undef.
sub _scheme_bytes {
    my ($class, $scheme) = splice @_;
    return Siplaunch::Args::text(scheme => $scheme // $class->sip_phone->scheme);
}

sub _free { return \&Siplaunch::FFI::brand_free }

1;

__END__

=head1 NAME

Siplaunch::Brand - one build of the app: its key, its IV and its URL scheme

=head1 SYNOPSIS

    use Siplaunch;

    my $brand = Siplaunch::Brand->from_file('brand.toml');
    warn "whoever sees a link can read the password in it\n" if $brand->uses_published_key;

    my $credentials = Siplaunch::Credentials->new(
        username => 'testuser', server => 'example.org', password => 'testpass',
    );
    my $token = $brand->token($credentials);
    print $brand->decode_credentials($token)->username, "\n";

=head1 DESCRIPTION

Make a brand once and keep it. It wipes its key when it goes away.

=head1 METHODS

=head2 new

    new(key => , iv => , scheme => )

A brand of the values that its app was built with: a key of 16, 24 or 32 bytes, an IV of 16 bytes, and the URL scheme
that the app registers. Dies with C<KEY_LENGTH>, C<IV_LENGTH> or C<SCHEME>.

=head2 sip_phone

The sip:phone app as published, scheme C<sipphone>. Its key is public: whoever sees a token of this brand can read the
password in it.

=head2 from_file

    from_file($path)

A brand from a brand file: TOML with C<key> (ASCII) or C<key_hex>, C<iv> or C<iv_hex>, and C<scheme>, which can be left
out. Warns if its mode is too open. Dies with C<BRAND_ENTRIES> and as L</new>.

=head2 from_toml

    from_toml($toml)

A brand from the text of a brand file.

=head2 scheme

The URL scheme.

=head2 uses_published_key

Whether the key is the one printed in the handbook, which hides nothing from anybody.

=head2 token

    token($credentials)

The token of credentials: the text after C<sipphone://>.

=head2 app_link

    app_link($credentials)

C<SCHEME://TOKEN>, the value of a Location header. Keep it out of URL classes: many turn the first characters of the token
to lower case, which destroys it.

=head2 intent_link

    intent_link($credentials, package => , fallback_url => undef)

The link that Chrome on Android opens in the app of this package, or else at the fallback. Dies with C<PACKAGE> or
C<FALLBACK_URL>.

=head2 raw_token

    raw_token($plaintext)

The token of any bytes, which are not checked. The handbook's script makes the same.

=head2 decode

    decode($token)

The bytes in a token. Dies with C<TOKEN>, whatever the cause.

=head2 decode_credentials

    decode_credentials($token)

The L<Siplaunch::Credentials> in a token. Dies with C<TOKEN>, or with C<PLAINTEXT> if the token holds anything else.

=cut
