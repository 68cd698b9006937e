#!/usr/bin/perl
# The operator's page: accounts, and the revocation of their links. Apache asks for the password.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Portal::Accounts;
use Portal::Pages qw(request page refuse escapeHTML);

my $request = request();
refuse(401, 'Sign in as the operator.') if ($ENV{REMOTE_USER} // '') ne 'operator';
if ($request->request_method eq 'POST') {
    Portal::Accounts::revoke(scalar $request->param('link')) or refuse(400, 'There is no such link.');
    print $request->redirect(-uri => '/operator', -status => 303);
}
else {
    page(200, 'Accounts', "<table>\n" . join('', map { row($_) } @{ Portal::Accounts::all() }) . '</table>');
}

sub row {
    my ($account) = @_;
    my ($username, $email, $link) = map { escapeHTML($account->{$_}) } qw(username email link_id);
    my $state = $account->{is_revoked} ? 'revoked' : <<"HTML";
<form method="post" action="/operator">
<input type="hidden" name="link" value="$link">
<button>Revoke</button>
</form>
HTML
    return "<tr>\n<td>$username</td>\n<td>$email</td>\n<td>$state</td>\n</tr>\n";
}
