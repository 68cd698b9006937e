use Mojolicious::Lite -signatures;

use Siplaunch;

my $handler = Siplaunch::LaunchHandler->new;

get '/p' => sub ($c) {
    my $answer = $handler->handle(method => 'GET', query => $c->req->url->query->to_string);
    return $c->redirect_to($answer->header('Location'));
};

app->start;
