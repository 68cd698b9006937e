#!/usr/bin/perl
# The sign-up form.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Portal::Pages qw(request page escapeHTML);
use Portal::SignUp;

my @fields  = qw(username password email mobile);
my $request = request();
if ($request->request_method ne 'POST') {
    defined $request->param('sent') ? show_sent() : show_form(200, '');
}
else {
    my %form  = map { $_ => scalar $request->param($_) // '' } @fields;
    my $error = Portal::SignUp::sign_up(%form);
    defined $error
        ? show_form(422, '<p role="alert">' . escapeHTML($error) . '</p>', %form)
        : print $request->redirect(-uri => '/?sent', -status => 303);
}

sub show_sent {
    return page(200, 'Look at your phone', '<p>Your link is in your mail and in an SMS. It works for 24 hours.</p>');
}

# The form again, with all but the password.
sub show_form {
    my ($status, $alert, %form) = @_;
    my ($username, undef, $email, $mobile) = map { escapeHTML($form{$_} // '') } @fields;
    return page($status, 'Get your phone account', <<"HTML");
$alert
<form method="post" action="/">
<p><label>Username <input name="username" value="$username" required autocomplete="username"></label></p>
<p><label>Password <input name="password" type="password" required autocomplete="new-password"></label></p>
<p><label>E-mail <input name="email" type="email" value="$email" required autocomplete="email"></label></p>
<p><label>Mobile number <input name="mobile" type="tel" value="$mobile" required autocomplete="tel"
  pattern="\\+[0-9]{6,15}" title="a number such as +431234567"></label></p>
<p><button>Sign up</button></p>
</form>
HTML
}
