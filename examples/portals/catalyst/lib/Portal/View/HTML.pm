package Portal::View::HTML;

# The templates in root/.

use Moose;
use namespace::autoclean;

extends 'Catalyst::View::TT';

__PACKAGE__->config(ENCODING => 'UTF-8', WRAPPER => 'wrapper.tt', render_die => 1);

1;
