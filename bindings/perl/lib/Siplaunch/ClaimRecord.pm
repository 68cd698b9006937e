package Siplaunch::ClaimRecord;

use strict;
use warnings;

use Siplaunch;

# Private: from a store's policy and a row of its table.
sub _of {
    my ($class, $policy, $id, $claimed_at, $taps, $revoked_at) = @_;
    return bless {
        policy     => $policy,
        id         => $id,
        claimed_at => $claimed_at,
        taps       => $taps,
        revoked_at => $revoked_at,
    }, $class;
}

sub id         { return $_[0]{id} }
sub claimed_at { return $_[0]{claimed_at} }
sub taps       { return $_[0]{taps} }
sub revoked_at { return $_[0]{revoked_at} }

sub taps_left {
    my ($self, @given) = @_;
    my ($now) = Siplaunch::Args::named(['now'], @given);
    return Siplaunch::ClaimStore::_taps_left(@{ $self->{policy} }, @{$self}{qw(claimed_at taps revoked_at)}, $now);
}

1;

__END__

=head1 NAME

Siplaunch::ClaimRecord - a link in a claim store

=head1 SYNOPSIS

    use DBI;
    use Siplaunch;

    my $claims = Siplaunch::ClaimStore->new(DBI->connect('dbi:SQLite:claims.db', '', ''));
    $claims->create;
    $claims->revoke('19ee22d6a6d75c2f6ed2b589905f95d0');
    print $_->id, ' revoked: ', scalar localtime $_->revoked_at, "\n" for grep { $_->revoked_at } $claims->list;

=head1 METHODS

All times are in seconds since 1970.

=head2 id

The id of the link.

=head2 claimed_at

The time of the first tap; 0 for a revoked link that nobody tapped.

=head2 taps

The taps that opened the app.

=head2 taps_left

    taps_left(now => time)

The taps that still open the app; 0 for a link that is used up or revoked.

=head2 revoked_at

The time of the revocation, or undef.

=cut
