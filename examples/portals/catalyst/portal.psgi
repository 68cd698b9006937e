use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Plack::Builder;
use Portal;

builder {
    mount '/p' => $Portal::SignUp::handler->to_app(claims => $Portal::Accounts::claims);
    mount '/'  => Portal->psgi_app;
};
