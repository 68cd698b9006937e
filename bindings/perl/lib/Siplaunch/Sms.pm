package Siplaunch::Sms;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::Sms - a launch link as an SMS

=head1 SYNOPSIS

    use Siplaunch;

    my $link = 'https://portal.example/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D';
    my $sms  = Siplaunch::Sms->new(link => $link, brand_name => 'Example Phone');
    print $sms->text, "\n";
    print $sms->budget->parts, " part(s) in ", $sms->budget->encoding, "\n";

=head1 METHODS

=head2 new

    new(link => , brand_name => , language => 'en', template => undef)

An SMS with a launch link and a brand name, in the library's English or German words, or by a template. A template has
C<{link}> once, with white space on both sides unless it is first or last, and C<{brand}>, which becomes the brand name, as
often as wanted. Dies with C<LANGUAGE>, C<TEMPLATE>, C<TEMPLATE_LINK>, C<TEMPLATE_SPACING>, C<BRAND_NAME>,
C<MESSAGE_LINK> or C<MESSAGE_LENGTH>.

=head2 text

The text.

=head2 budget

The cost of sending it, as a L<Siplaunch::SmsBudget>.

=head1 CLASS METHODS

=head2 template

    template($language)

The template of a language. Dies with C<LANGUAGE>.

=head2 sealed_budget

    sealed_budget($portal, $credentials, brand_name => , language => 'en', template => undef)

The L<Siplaunch::SmsBudget> of the SMS with a sealed link of these credentials. It needs no key. Dies as L</new> does.

=head2 one_time_budget

    one_time_budget($portal, $credentials, brand_name => , language => 'en', template => undef)

The same with a one-time link.

=cut
