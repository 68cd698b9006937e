package Portal::Controller::Root;

# The pages of the portal.

use Moose;
use namespace::autoclean;

use Digest::SHA qw(sha256);
use MIME::Base64 qw(decode_base64);
use Portal::Accounts;
use Portal::SignUp;

BEGIN { extends 'Catalyst::Controller' }

__PACKAGE__->config(namespace => '');

# A browser says whether a form comes from another site.
sub auto : Private {
    my ($self, $c) = @_;
    my $site = $c->req->header('Sec-Fetch-Site') // 'same-origin';
    return 1 if $c->req->method ne 'POST' || $site =~ /\A(?:same-origin|none)\z/;
    return refuse($c, 403, q(This form is another site's.));
}

sub form : Path('/') Args(0) GET {
    my ($self, $c) = @_;
    return show($c, 'sign_up.tt');
}

sub sign_up : Path('/') Args(0) POST {
    my ($self, $c) = @_;
    my %form  = map { $_ => $c->req->body_parameters->get($_) // '' } qw(username password email mobile);
    my $error = Portal::SignUp::sign_up(%form) // return $c->res->redirect('/sent', 303);
    delete $form{password};
    $c->res->status(422);
    return show($c, 'sign_up.tt', error => $error, form => \%form);
}

sub sent : Path('/sent') Args(0) GET {
    my ($self, $c) = @_;
    return show($c, 'sent.tt');
}

# The operator's pages are those below this one. The time that it takes says nothing of the password.
sub signed_in : Chained('/') PathPart('operator') CaptureArgs(0) {
    my ($self, $c) = @_;
    my ($given) = ($c->req->header('Authorization') // '') =~ /\ABasic (\S+)\z/i;
    return if defined $given && sha256(decode_base64($given)) eq sha256("operator:$ENV{OPERATOR_PASSWORD}");
    $c->res->header('WWW-Authenticate' => 'Basic realm="operator", charset="UTF-8"');
    refuse($c, 401, 'Sign in as the operator.');
    return $c->detach;
}

sub accounts : Chained('signed_in') PathPart('') Args(0) GET {
    my ($self, $c) = @_;
    return show($c, 'operator.tt', accounts => Portal::Accounts::all());
}

sub revoke : Chained('signed_in') PathPart('') Args(0) POST {
    my ($self, $c) = @_;
    Portal::Accounts::revoke($c->req->body_parameters->get('link')) or return refuse($c, 400, 'There is no such link.');
    return $c->res->redirect('/operator', 303);
}

sub default : Path {
    my ($self, $c) = @_;
    return refuse($c, 404, 'There is no such page.');
}

sub show {
    my ($c, $template, %values) = @_;
    $c->stash(template => $template, %values);
    return $c->view->process($c);
}

sub refuse {
    my ($c, $status, $text) = @_;
    $c->res->status($status);
    $c->res->body($text);
    return 0;
}

1;
