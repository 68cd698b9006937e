package Siplaunch::Batch;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::Batch - the tokens or links of many rows of credentials

=head1 SYNOPSIS

    use Siplaunch;

    my $brand  = Siplaunch::Brand->sip_phone;
    my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');

    # Rows, as DBI's fetchall_arrayref({}) gives them. The second password is bad.
    my @rows = (
        { username => 'testuser',  server => 'example.org', password => 'testpass' },
        { username => 'otheruser', server => 'example.org', password => 'other&pass' },
    );
    my $batch = $portal->launch_links($brand, \@rows);
    print $_ // 'none', "\n" for @{ $batch->texts };
    my %errors = %{ $batch->errors };
    print "row $_: $errors{$_}" for sort { $a <=> $b } keys %errors;

    # Columns.
    my $tokens = $brand->tokens(
        usernames => ['testuser'], servers => ['example.org'], passwords => ['testpass'],
    );

=head1 DESCRIPTION

L<Siplaunch::Brand/tokens>, L<Siplaunch::Brand/app_links>, L<Siplaunch::Portal/launch_links>,
L<Siplaunch::Portal/sealed_links> and L<Siplaunch::Portal/one_time_links> make it, in much less time than one call for each
row. They take the credentials as rows or as columns:

=over 4

=item an array reference of rows

A row is a hash reference with C<username>, C<server> and C<password>, whose other entries do not matter, or
L<Siplaunch::Credentials>.

=item C<< usernames => [...], servers => [...], passwords => [...] >>

Three array references of the same length.

=back

A bad row stops no other row. A dump shows no text, and a batch wipes its texts when it goes away.

=head1 METHODS

=head2 texts

The texts of all rows, in order, in a new array reference; undef for a bad row.

=head2 errors

The L<Siplaunch::Exception> of each bad row, by its index from 0, in a hash reference.

=cut
