package Portal;

# The pages of a sign-up portal in Dancer2.

use Dancer2;

use Digest::SHA qw(sha256);
use MIME::Base64 qw(decode_base64);
use Portal::Accounts;
use Portal::SignUp;

# A browser says whether a form comes from another site.
hook before => sub {
    my $site = request->header('Sec-Fetch-Site') // 'same-origin';
    send_error('This form is another site\'s.', 403) if request->is_post && $site !~ /\A(?:same-origin|none)\z/;
};

get '/' => sub { template 'sign_up' };

post '/' => sub {
    my %form  = map { $_ => body_parameters->get($_) // '' } qw(username password email mobile);
    my $error = Portal::SignUp::sign_up(%form) // return redirect '/sent', 303;
    delete $form{password};
    status 422;
    template 'sign_up', { error => $error, form => \%form };
};

get '/sent' => sub { template 'sent' };

get '/operator' => sub {
    is_operator() or return sign_in();
    template 'operator', { accounts => Portal::Accounts::all() };
};

post '/operator' => sub {
    is_operator() or return sign_in();
    Portal::Accounts::revoke(body_parameters->get('link')) or send_error('There is no such link.', 400);
    redirect '/operator', 303;
};

# Whether the request has the operator's password. The time that it takes says nothing of the password.
sub is_operator {
    my ($given) = (request->header('Authorization') // '') =~ /\ABasic (\S+)\z/i;
    return defined $given && sha256(decode_base64($given)) eq sha256("operator:$ENV{OPERATOR_PASSWORD}");
}

sub sign_in {
    status 401;
    response_header 'WWW-Authenticate' => 'Basic realm="operator", charset="UTF-8"';
    return 'Sign in as the operator.';
}

1;
