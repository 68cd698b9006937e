package Siplaunch::Credentials;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::Credentials - username, server and password

=head1 SYNOPSIS

    use Siplaunch;

    my $credentials = Siplaunch::Credentials->new(
        username => 'testuser', server => 'example.org', password => 'test%pass',
    );
    print "the $_->{field} has a '$_->{character}'\n" for $credentials->ambiguities;

    # A password that the app would misread: the exception names the fix, and repeats nothing of the password.
    my %typed = (username => 'testuser', server => 'example.org', password => 'test&pass');
    eval { Siplaunch::Credentials->new(%typed) } or print $@->name, ': ', $@->message, "\n";

=head1 DESCRIPTION

A dump shows no field. Credentials wipe their password when they go away.

=head1 METHODS

=head2 new

    new(username => , server => , password => )

Each of the three fields is text, in characters. Dies if a field is empty or has an C<&> or a control character, with
C<USERNAME_EMPTY>, C<SERVER_EMPTY>, C<PASSWORD_EMPTY>, C<USERNAME_CHARACTER>, C<SERVER_CHARACTER> or
C<PASSWORD_CHARACTER>.

=head2 username

The SIP username.

=head2 server

The SIP server or domain.

=head2 password

The SIP password.

=head2 ambiguities

The characters that an app might read in another way: a list of C<< { field => 'password', character => '%' } >>. Each of
C<=>, C<%> and C<+> comes once for each field that has it. Tokens hold these characters as they are.

=cut
