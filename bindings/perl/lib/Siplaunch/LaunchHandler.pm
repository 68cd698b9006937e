package Siplaunch::LaunchHandler;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use Siplaunch::Args;
use Siplaunch::FFI;
use Siplaunch::Launch;
use Siplaunch::Response;

sub new {
    my ($class, @given) = splice @_;
    my ($scheme, $param, $page) = Siplaunch::Args::named([qw(scheme param page)], @given);
    return $class->_made(
        \&Siplaunch::FFI::handler_new,
        Siplaunch::Args::text(scheme => $scheme // 'sipphone'),
        Siplaunch::Args::optional_text(param => $param),
        Siplaunch::Args::optional_handle('Siplaunch::Page', $page),
    );
}

sub sealed {
    my ($class, $brand, $key_ring, @given) = splice @_;
    my ($context, $sealed_only, $param, $page) = Siplaunch::Args::named([qw(context sealed_only param page)], @given);
    return $class->_made(
        \&Siplaunch::FFI::handler_new_sealed,
        Siplaunch::Args::handle('Siplaunch::Brand',   $brand),
        Siplaunch::Args::handle('Siplaunch::KeyRing', $key_ring),
        Siplaunch::Args::bytes(context => $context // ''),
        $sealed_only ? 1 : 0,
        Siplaunch::Args::optional_text(param => $param),
        Siplaunch::Args::optional_handle('Siplaunch::Page', $page),
    );
}

# What the library refuses to read is longer than what it answers with "414 URI Too Long".
use constant MAX_INPUT => 1_048_576;

# The request as the calls take it. A web server hands all of it over as bytes.
sub _request {
    my (@given) = splice @_;
    my (@texts) = Siplaunch::Args::named([qw(method query user_agent now)], @given);
    my $now = pop @texts;
    my @request = map { Siplaunch::Args::bytes(request => substr $_ // '', 0, MAX_INPUT) } @texts;
    return (@request, Siplaunch::Args::whole(now => $now // 0));
}

sub handle {
    my ($self, @given) = splice @_;
    return Siplaunch::Response->_made(\&Siplaunch::FFI::handler_handle, ${$self}, _request(@given));
}

sub open {
    my ($self, @given) = splice @_;
    return Siplaunch::Launch->_of_handler($self, _request(@given));
}

# Private: of the environment, which CGI and PSGI name alike.
sub _of_environment {
    my ($self, $env) = @_;
    return $self->handle(
        method     => $env->{REQUEST_METHOD},
        query      => $env->{QUERY_STRING},
        user_agent => $env->{HTTP_USER_AGENT},
    );
}

sub to_app {
    my ($self) = @_;
    return sub { $self->_of_environment($_[0])->to_psgi };
}

sub cgi {
    my ($self) = @_;
    Siplaunch::Args::usage('REQUEST_METHOD is not set: let a web server start this script') if !$ENV{REQUEST_METHOD};
    binmode STDOUT;
    print {*STDOUT} $self->_of_environment(\%ENV)->to_cgi or Siplaunch::Args::usage("cannot answer: $!");
    return;
}

sub _free { return \&Siplaunch::FFI::handler_free }

1;
