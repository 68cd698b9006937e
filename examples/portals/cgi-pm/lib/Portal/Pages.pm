package Portal::Pages;

# What the CGI scripts share: requests and pages.

use strict;
use warnings;

use CGI qw(-utf8 escapeHTML);
use Exporter 'import';

our @EXPORT_OK = qw(request page refuse escapeHTML);

$CGI::POST_MAX        = 16 * 1024;
$CGI::DISABLE_UPLOADS = 1;

# The request, unless it is the form of another site: a browser says where a form comes from.
sub request {
    my $request = CGI->new;
    my $site    = $ENV{HTTP_SEC_FETCH_SITE} // 'same-origin';
    my $is_ours = $request->request_method ne 'POST' || $site =~ /\A(?:same-origin|none)\z/;
    refuse(400, 'This form cannot be read.')     if $request->cgi_error;
    refuse(403, q(This form is another site's.)) if !$is_ours;
    return $request;
}

sub page {
    my ($status, $title, $content) = @_;
    binmode STDOUT, ':encoding(UTF-8)' or die "cannot write: $!";
    print CGI->header(-type => 'text/html', -charset => 'UTF-8', -status => $status), <<"HTML";
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>$title</title>
</head>
<body>
<h1>$title</h1>
$content
</body>
</html>
HTML
    return;
}

# Shows why a request has no answer, and ends the script.
sub refuse {
    my ($status, $text) = @_;
    page($status, 'This does not work', "<p>$text</p>");
    exit;
}

1;
