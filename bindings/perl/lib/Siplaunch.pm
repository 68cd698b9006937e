package Siplaunch;

use 5.026;
use strict;
use warnings;

our $VERSION = '0.1.0';

use Siplaunch::Args;
use Siplaunch::Brand;
use Siplaunch::Credentials;
use Siplaunch::Exception;
use Siplaunch::Explanation;
use Siplaunch::FFI;
use Siplaunch::KeyRing;
use Siplaunch::LaunchHandler;
use Siplaunch::Mail;
use Siplaunch::Page;
use Siplaunch::Portal;
use Siplaunch::QrCode;
use Siplaunch::Sms;

sub explain {
    my ($pasted, $brand, @given) = splice @_;
    my ($param) = Siplaunch::Args::named(['param'], @given);
    return Siplaunch::Explanation->_made(
        \&Siplaunch::FFI::explain,
        Siplaunch::Args::text('pasted text' => $pasted),
        Siplaunch::Args::handle('Siplaunch::Brand', $brand),
        Siplaunch::Args::optional_text(param => $param),
    );
}

sub app_link {
    my ($token, @given) = splice @_;
    my ($scheme) = Siplaunch::Args::named(['scheme'], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::app_link,
        Siplaunch::Args::text(scheme => $scheme // 'sipphone'),
        Siplaunch::Args::text(token  => $token),
    );
}

sub parse_app_link {
    my ($link, @given) = splice @_;
    my ($scheme) = Siplaunch::Args::named(['scheme'], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::parse_app_link,
        Siplaunch::Args::text(scheme => $scheme // 'sipphone'),
        Siplaunch::Args::text(link   => $link),
    );
}

sub parse_launch_link {
    my ($link, @given) = splice @_;
    my ($param) = Siplaunch::Args::named(['param'], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::parse_launch_link,
        Siplaunch::Args::text(link           => $link),
        Siplaunch::Args::optional_text(param => $param),
    );
}

sub check_token {
    my ($token) = splice @_;
    Siplaunch::FFI::check(Siplaunch::FFI::token_check(Siplaunch::Args::text(token => $token)));
    return;
}

sub escaped {
    my ($token) = splice @_;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::token_escaped, Siplaunch::Args::text(token => $token));
}

sub sealed_link_id {
    my ($sealed) = splice @_;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::sealed_link_id, Siplaunch::Args::text('sealed link' => $sealed));
}

sub ticket {
    my (@given) = splice @_;
    my ($username, $server, $expire_ms, $token) = Siplaunch::Args::named([qw(username server expire_ms token)], @given);
    my $text = Siplaunch::FFI::written(
        \&Siplaunch::FFI::ticket,
        Siplaunch::Args::text(username   => $username),
        Siplaunch::Args::text(server     => $server),
        Siplaunch::Args::whole(expire_ms => $expire_ms),
        Siplaunch::Args::text(token      => $token),
    );
    utf8::decode($text);
    return $text;
}

sub library_version { return Siplaunch::FFI::version() }

1;
