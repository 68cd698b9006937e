package Siplaunch::Launch;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::Launch - a request that a launch handler has read and not yet answered

=head1 SYNOPSIS

    use Siplaunch;

    my $key_ring = Siplaunch::KeyRing->from_file('keys.toml');
    my $handler  = Siplaunch::LaunchHandler->sealed(Siplaunch::Brand->sip_phone, $key_ring);
    my $launch   = $handler->inspect(method => 'POST', query => 'c=nonsense');
    my $claim    = $launch->needs_claim ? 'unavailable' : 'first';    # a claim store has the claim
    my $response = $launch->answer_claimed($claim);

=head1 METHODS

=head2 id

The id of an authentic sealed link, expired or not: 32 lower-case hex digits. Undef for any other request.

=head2 opened

The L<Siplaunch::Opened> in an authentic sealed link that has not expired. Undef for any other request.

=head2 needs_claim

Whether the request is a tap on a good one-time link, which the portal must claim.

=head2 answer_claimed

    answer_claimed($claim)

The L<Siplaunch::Response>, by the claim of a one-time link. L<Siplaunch::ClaimStore/claim> makes it. It is a word:

=over 4

=item first

The first tap: it opens the app.

=item again

A further tap within the grace: it opens the app from a page.

=item used

The link is used up: 410.

=item revoked

The portal does not let the link in any more: 410.

=item unavailable

The claim store does not answer: 503, and the customer may tap again.

=back

A request that would not open the app with a sealed link gets its answer whatever the claim is. A sealed link that needs
no claim can be revoked in the same store: its claim is C<first> if it is not.

=head2 answer

The L<Siplaunch::Response>. The tap on a one-time link gets 503: see L</answer_claimed>.

=head2 answer_revoked

The L<Siplaunch::Response> for a link that the portal has revoked: the same as for an expired link.

=cut
