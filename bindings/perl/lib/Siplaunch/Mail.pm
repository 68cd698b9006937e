package Siplaunch::Mail;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use Siplaunch::Args;
use Siplaunch::FFI;

sub new {
    my ($class, @given) = splice @_;
    my %args = Siplaunch::Args::named([qw(link brand language subject text button)], @given);
    return $class->_made(
        \&Siplaunch::FFI::mail_compose,
        Siplaunch::Args::text(language => $args{language} // 'en'),
        (map { Siplaunch::Args::optional_text($_ => $args{$_}) } qw(subject text button)),
        Siplaunch::Args::text(link  => $args{link}),
        Siplaunch::Args::text(brand => $args{brand}),
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
