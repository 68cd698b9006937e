package Siplaunch::Response;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use Siplaunch::Args;
use Siplaunch::FFI;

sub status {
    my ($self) = @_;
    Siplaunch::FFI::check(Siplaunch::FFI::response_status($self->_pointer, \my $status));
    return $status;
}

sub headers {
    my ($self) = @_;
    Siplaunch::FFI::check(Siplaunch::FFI::response_header_count($self->_pointer, \my $count));
    return map { $self->_header($_) } 0 .. $count - 1;
}

sub _header {
    my ($self, $i) = @_;
    my $status = Siplaunch::FFI::response_header($self->_pointer, $i, \my $name, \my $name_len, \my $value, \my $value_len);
    Siplaunch::FFI::check($status);
    return (Siplaunch::FFI::copied($name, $name_len), Siplaunch::FFI::copied($value, $value_len));
}

sub header {
    my ($self, $name) = @_;
    my %headers  = $self->headers;
    my ($wanted) = Siplaunch::Args::text(name => $name);
    my ($found)  = grep { lc $_ eq lc $wanted } keys %headers;
    return defined $found ? $headers{$found} : undef;
}

sub body {
    my ($self) = @_;
    return Siplaunch::FFI::lent(\&Siplaunch::FFI::response_body, $self->_pointer);
}

sub to_psgi {
    my ($self) = @_;
    return [$self->status, [$self->headers], [$self->body]];
}

# A web server adds the reason phrase to the status line.
sub to_cgi {
    my ($self) = @_;
    my @headers = $self->headers;
    my @lines = ('Status: ' . $self->status);
    push @lines, join ': ', splice @headers, 0, 2 while @headers;
    return join "\n", @lines, '', $self->body;
}

sub _free { return \&Siplaunch::FFI::response_free }

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
