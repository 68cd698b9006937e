package Siplaunch::LaunchHandler;

use strict;
use warnings;

use Scalar::Util qw(blessed);

# The other calls are in C, and the names of those in Perl, without "_", are in Siplaunch.pm.
use Siplaunch;

# Private: the answer to the request in an environment of CGI or PSGI, which have the same names.
sub _of_environment {
    my ($self, $env, $claims) = @_;
    my $launch = $self->inspect(
        method     => $env->{REQUEST_METHOD},
        query      => $env->{QUERY_STRING},
        user_agent => $env->{HTTP_USER_AGENT},
    );
    return $claims ? $launch->answer_claimed($claims->claim($launch)) : $launch->answer;
}

# The claim store among the arguments, or undef.
sub _claims {
    my ($claims) = Siplaunch::Args::named(['claims'], @_);
    return $claims if !defined $claims || blessed $claims && $claims->can('claim');
    return Siplaunch::Args::usage('claims must be a Siplaunch::ClaimStore, or an object with such a method claim');
}

sub _to_app {
    my ($self, @given) = @_;
    my $claims = _claims(@given);
    return sub { $self->_of_environment($_[0], $claims)->to_psgi };
}

sub _cgi {
    my ($self, @given) = @_;
    my $claims = _claims(@given);
    Siplaunch::Args::usage('REQUEST_METHOD is not set: let a web server start this script') if !$ENV{REQUEST_METHOD};
    binmode STDOUT;
    print {*STDOUT} $self->_of_environment(\%ENV, $claims)->to_cgi or Siplaunch::Args::usage("cannot answer: $!");
    return;
}

1;

__END__

=head1 NAME

Siplaunch::LaunchHandler - answers taps on launch links

=head1 SYNOPSIS

    use Siplaunch;

    # app.psgi
    my $app = Siplaunch::LaunchHandler->new->to_app;

    # With sealed links and the launch page.
    my $handler = Siplaunch::LaunchHandler->sealed(
        Siplaunch::Brand->sip_phone,
        Siplaunch::KeyRing->from_file('keys.toml'),
        sealed_only => 1,
        page        => Siplaunch::Page->new(base => 'https://portal.example/p'),
    );
    my $response = $handler->handle(method => 'GET', query => 'c=nonsense');
    print $response->status, "\n";

    # A portal with a list of revoked links reads the id before it answers.
    my %revoked;
    my $launch = $handler->inspect(method => 'GET', query => 'c=nonsense');
    my $answer = $revoked{ $launch->id // '' } ? $launch->answer_revoked : $launch->answer;

=head1 DESCRIPTION

A launch handler keeps no state. It answers every request: a bad link makes no call die.

=head1 METHODS

=head2 new

    new(scheme => 'sipphone', param => 'c', page => undef)

A handler that turns tokens into app links of a scheme. With a L<Siplaunch::Page> it answers with the launch page in place
of a redirect. Dies with C<SCHEME>, C<PARAM>, or C<PORTAL_BASE> if the page's base has the parameter in its query.

=head2 sealed

    sealed($brand, $key_ring, context => '', sealed_only => 0, confirm => 0, param => 'c', page => undef)

A handler that opens sealed links too, and turns them into app links of the brand. With C<sealed_only> it refuses tokens,
which anybody could have made or changed. With C<confirm> every sealed link needs a tap, as one-time links do: GET answers
with a page whose button opens the app, so that no preview or scanner that fetches the link sees the login. Dies with
C<PARAM>, or C<PORTAL_BASE> as L</new>.

=head2 handle

    handle(method => , query => , user_agent => '', now => time)

The L<Siplaunch::Response> to a request: its method in capitals, its query string in bytes as it came, still escaped, and
its User-Agent header. The tap on a one-time link gets 503: see L</inspect>.

=head2 inspect

    inspect(method => , query => , user_agent => '', now => time)

The L<Siplaunch::Launch> of a request. A portal claims its one-time link, or looks up its id in a list of revoked links,
and then answers.

=head2 to_app

    to_app(claims => undef)

A PSGI application. It reads the query only: mount it at the path of the portal's base. C<claims> is the
L<Siplaunch::ClaimStore> of one-time links, or any object with such a method C<claim>.

=head2 cgi

    cgi(claims => undef)

Answers the request in C<%ENV> on standard output, as a CGI script. C<claims> is as for L</to_app>. Dies if there is no
request.

=cut
