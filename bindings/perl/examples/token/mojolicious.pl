#!/usr/bin/perl
# A portal with Mojolicious: POST /sign-up answers with the launch link, which leads to /p, which launches the app.
#
#     PORTAL_BASE=https://portal.example/p ./mojolicious.pl daemon --mode production
use Mojolicious::Lite -signatures;

use Siplaunch;

my $brand   = Siplaunch::Brand->sip_phone;
my $portal  = Siplaunch::Portal->new(base => $ENV{PORTAL_BASE});
my $handler = Siplaunch::LaunchHandler->new;

post '/sign-up' => sub ($c) {
    my %account = map { $_ => $c->param($_) // '' } qw(username server password);
    my $link = eval { $portal->launch_link($brand, Siplaunch::Credentials->new(%account)) };
    return $c->render(status => 400, text => $@->message, format => 'txt') if !defined $link;
    # A real portal creates the account, and sends the link by SMS or mail.
    $c->res->headers->cache_control('no-store');
    return $c->render(text => $link, format => 'txt');
};

any '/p' => sub ($c) {
    my $request  = $c->req;
    my $response = $handler->handle(
        method     => $request->method,
        query      => $request->url->query->to_string,
        user_agent => $request->headers->user_agent,
    );
    my @headers = $response->headers;
    $c->res->headers->header(splice @headers, 0, 2) while @headers;
    return $c->render(status => $response->status, data => $response->body);
};

app->start;
