package Siplaunch::Response;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::Response - the answer of a launch handler

=head1 SYNOPSIS

    use Siplaunch;

    my $response = Siplaunch::LaunchHandler->new->handle(method => 'GET', query => 'c=nonsense');
    print $response->status, "\n";
    my %headers = $response->headers;
    print "$_: $headers{$_}\n" for sort keys %headers;
    print "\n", $response->body;

=head1 DESCRIPTION

Send it as it is: a Location byte for byte, not through a URL class or a redirect helper. The server adds Content-Length. A
response holds the customer's login.

=head1 METHODS

=head2 status

The HTTP status code, such as 302.

=head2 headers

A list of names and values. Each name comes once.

=head2 header

    header($name)

The value of a header, or undef.

=head2 body

The body in bytes; it can be empty.

=head2 to_psgi

The answer of a PSGI application: C<[$status, [@headers], [$body]]>.

=head2 to_cgi

The output of a CGI script: status, headers and body.

=cut
