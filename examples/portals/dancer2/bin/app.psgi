use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Plack::Builder;
use Portal;
use Portal::Accounts;
use Portal::Links;

builder {
    mount '/p' => $Portal::Links::handler->to_app(claims => $Portal::Accounts::claims);
    mount '/'  => Portal->to_app;
};
