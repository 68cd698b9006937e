package Siplaunch::Mail;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use Siplaunch::Args;
use Siplaunch::FFI;

sub new {
    my ($class, @given) = splice @_;
    my ($language, $subject, $text, $button, $link, $brand)
        = Siplaunch::Args::named([qw(language subject text button link brand)], @given);
    return $class->_made(
        \&Siplaunch::FFI::mail_compose,
        Siplaunch::Args::text(language => $language // 'en'),
        Siplaunch::Args::optional_text(subject => $subject),
        Siplaunch::Args::optional_text(text    => $text),
        Siplaunch::Args::optional_text(button  => $button),
        Siplaunch::Args::text(link  => $link),
        Siplaunch::Args::text(brand => $brand),
    );
}

sub subject { return _lent(\&Siplaunch::FFI::mail_subject, @_) }
sub text    { return _lent(\&Siplaunch::FFI::mail_text,    @_) }
sub html    { return _lent(\&Siplaunch::FFI::mail_html,    @_) }

sub _lent {
    my ($call, $self) = @_;
    my $text = Siplaunch::FFI::lent($call, ${$self});
    utf8::decode($text);
    return $text;
}

sub _free { return \&Siplaunch::FFI::mail_free }

1;
