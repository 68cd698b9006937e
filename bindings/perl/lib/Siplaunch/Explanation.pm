package Siplaunch::Explanation;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::Explanation - the faults of a link that a customer sends in

=head1 SYNOPSIS

    use Siplaunch;

    my $explanation = Siplaunch::explain('https://portal.example/p?c=nonsense', Siplaunch::Brand->sip_phone);
    print $explanation->kind, $explanation->is_good ? " is good\n" : " is bad\n";
    print "$_->{code}: $_->{text}\n" for grep { $_->{is_fault} } $explanation->findings;

    # A whole SMS, with a sealed link in it.
    my $key_ring = Siplaunch::KeyRing->from_file('keys.toml');
    my $account  = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'testpass');
    my $link     = Siplaunch::Portal->new(base => 'https://portal.example/p')
        ->sealed_link($key_ring, $account, expires => time + 3600);
    my $sealed = Siplaunch::explain("Tap to install: $link", Siplaunch::Brand->sip_phone, key_ring => $key_ring);
    print 'valid until ', scalar localtime $sealed->expires, "\n" if $sealed->is_good;

=head1 DESCRIPTION

L<Siplaunch/explain> makes it. It is for support desks: never show it to strangers.

=head1 METHODS

=head2 kind

The kind of the text, such as C<launch link>.

=head2 is_good

Whether it has no fault.

=head2 findings

A list of C<< { code => 5, is_fault => 1, text => '...' } >>. The number never changes its meaning. A finding that is no
fault is good to know. The text is a sentence that holds nothing of the link.

=head2 link_count

The number of different links and tokens in the text. A link that comes more than once, as in both parts of a mail, counts
once.

=head2 shown

The link without its payload, as in C<https://portal.example/p?c=...>. No secret.

=head2 line

The line of the text on which the link begins, from 1; undef in an encoded part of a mail.

=head2 id

The id of a sealed link, 32 lower-case hex digits; undef if its text is damaged or it is no sealed link. No secret.

=head2 expires

The expiry of a sealed link that was opened, in seconds since 1970, or undef.

=head2 token

The token in canonical form, after repairs; undef if there is none.

=head2 credentials

The L<Siplaunch::Credentials> in the token or in the sealed token, or undef.

=cut
