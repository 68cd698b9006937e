use strict;
use warnings;

use Plack::Response;
use Siplaunch;

my $handler = Siplaunch::LaunchHandler->new;

sub {
    my ($env) = @_;
    my $answer = $handler->handle(method => $env->{REQUEST_METHOD}, query => $env->{QUERY_STRING});
    my $response = Plack::Response->new;
    $response->redirect($answer->header('Location'), $answer->status);
    return $response->finalize;
};
