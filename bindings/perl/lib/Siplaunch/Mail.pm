package Siplaunch::Mail;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::Mail - a launch link as a mail

=head1 SYNOPSIS

    use Siplaunch;

    my $link = 'https://portal.example/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D';
    my $mail = Siplaunch::Mail->new(link => $link, brand_name => 'Example Phone', language => 'en');
    print $mail->subject, "\n\n", $mail->text;

=head1 DESCRIPTION

Send both parts as multipart/alternative in UTF-8, the plain text first. Subject and parts are characters: encode them.

=head1 METHODS

=head2 new

    new(
        link => , brand_name => , language => 'en', subject => undef, text => undef, button => undef,
        accent_color => undef,
    )

A mail with a launch link and a brand name, in the library's English or German words. C<subject>, C<text> and C<button>
replace those words; with all three the language can be any. C<text> has C<{link}> alone on a line, and C<button> is the
text of the HTML's button. C<{brand}> becomes the brand name. C<accent_color> is the button's colour, C<#> and six hex
digits; the default is the page's blue. Dies with C<LANGUAGE>, C<TEMPLATE>, C<TEMPLATE_LINK>, C<TEMPLATE_SPACING>,
C<BRAND_NAME>, C<MESSAGE_LINK>, C<MAIL_SUBJECT>, C<MESSAGE_LENGTH> or C<PAGE_COLOR>.

=head2 subject

The subject, one line. It never holds the link.

=head2 subject_header

The subject as the value of a C<Subject> header: ASCII, with encoded words (RFC 2047) where it needs them. CR, LF and a
space join its lines, of at most 78 bytes.

=head2 text

The text/plain part, with the link alone on a line. Lines end in LF.

=head2 html

The text/html part, a whole document. Lines end in LF.

=cut
