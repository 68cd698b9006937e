package Portal;

# A sign-up portal in Catalyst.

use Moose;
use namespace::autoclean;

use Catalyst;

extends 'Catalyst';

__PACKAGE__->config(
    encoding                                    => 'UTF-8',
    default_view                                => 'HTML',
    using_frontend_proxy                        => 1,
    use_hash_multivalue_in_request              => 1,
    disable_component_resolution_regex_fallback => 1,
);
__PACKAGE__->setup;

1;
