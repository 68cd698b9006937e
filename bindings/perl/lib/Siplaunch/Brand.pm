package Siplaunch::Brand;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

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

=head2 tokens

    tokens(\@rows)
    tokens(usernames => [...], servers => [...], passwords => [...])

The L<Siplaunch::Batch> of the tokens of many rows of credentials.

=head2 app_links

    app_links(\@rows)
    app_links(usernames => [...], servers => [...], passwords => [...])

The same with app links.

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
