# A portal in one file: POST /sign-up answers with the launch link, which leads to /p, which launches the app.
#
#     PORTAL_BASE=https://portal.example/p plackup portal.psgi
use strict;
use warnings;

use Encode qw(decode);
use Plack::Builder;
use Plack::Request;
use Siplaunch;

my $brand   = Siplaunch::Brand->sip_phone;
my $portal  = Siplaunch::Portal->new(base => $ENV{PORTAL_BASE});
my $handler = Siplaunch::LaunchHandler->new;

sub sign_up {
    my ($env) = @_;
    my $form = Plack::Request->new($env)->body_parameters;
    my %account = map { $_ => decode('UTF-8', $form->{$_} // '') } qw(username server password);
    my $link = eval { $portal->launch_link($brand, Siplaunch::Credentials->new(%account)) };
    return answer(400, $@->message) if !defined $link;
    # A real portal creates the account, and sends the link by SMS or mail.
    return answer(200, $link);
}

sub answer {
    my ($status, $text) = @_;
    return [$status, ['Content-Type' => 'text/plain', 'Cache-Control' => 'no-store'], ["$text\n"]];
}

builder {
    mount '/sign-up' => \&sign_up;
    mount '/p'       => $handler->to_app;
};
