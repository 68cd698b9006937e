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
    return Siplaunch::FFI::written(\&Siplaunch::FFI::brand_scheme, ${$self});
}

sub uses_published_key {
    my ($self) = @_;
    Siplaunch::FFI::check(Siplaunch::FFI::brand_uses_published_key(${$self}, \my $published));
    return !!$published;
}

sub token {
    my ($self, $credentials) = splice @_;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::brand_token, ${$self}, Siplaunch::Args::fields($credentials));
}

sub app_link {
    my ($self, $credentials) = splice @_;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::brand_app_link, ${$self}, Siplaunch::Args::fields($credentials));
}

sub intent_link {
    my ($self, $credentials, @given) = splice @_;
    my ($package, $fallback_url) = Siplaunch::Args::named([qw(package fallback_url)], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::brand_intent_link,
        ${$self},
        Siplaunch::Args::fields($credentials),
        Siplaunch::Args::text(package => $package),
        Siplaunch::Args::optional_text(fallback_url => $fallback_url),
    );
}

sub raw_token {
    my ($self, $plaintext) = splice @_;
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::brand_raw_token,
        ${$self},
        Siplaunch::Args::bytes(plaintext => $plaintext),
    );
}

sub decode {
    my ($self, $token) = splice @_;
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::brand_decode,
        ${$self},
        Siplaunch::Args::text(token => $token),
    );
}

# siplaunch_fields: place and length of each.
use constant PLACES     => '(L!2)3';
use constant PLACES_LEN => length pack PLACES, (0) x 6;

sub decode_credentials {
    my ($self, $token) = splice @_;
    my $plaintext = $self->decode($token);
    vec(my $places, PLACES_LEN - 1, 8) = 0;
    my $status = Siplaunch::FFI::plaintext_fields($plaintext, length $plaintext, $places);
    my @places = unpack PLACES, $places;
    my @fields = $status ? () : map { substr $plaintext, $places[2 * $_], $places[2 * $_ + 1] } 0 .. 2;
    Siplaunch::FFI::wipe($plaintext);
    Siplaunch::FFI::check($status);
    return Siplaunch::Credentials->_of_bytes(@fields);
}

sub _free { return \&Siplaunch::FFI::brand_free }

1;
