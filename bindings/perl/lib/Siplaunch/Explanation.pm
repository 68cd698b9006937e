package Siplaunch::Explanation;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use Siplaunch::Credentials;
use Siplaunch::FFI;

sub kind {
    my ($self) = @_;
    return Siplaunch::FFI::lent(\&Siplaunch::FFI::explanation_kind, ${$self});
}

sub is_good {
    my ($self) = @_;
    Siplaunch::FFI::check(Siplaunch::FFI::explanation_is_good(${$self}, \my $good));
    return !!$good;
}

sub findings {
    my ($self) = @_;
    Siplaunch::FFI::check(Siplaunch::FFI::explanation_finding_count(${$self}, \my $count));
    return map { $self->_finding($_) } 0 .. $count - 1;
}

sub _finding {
    my ($self, $i) = @_;
    my $status = Siplaunch::FFI::explanation_finding(${$self}, $i, \my $code, \my $fault, \my $text, \my $len);
    Siplaunch::FFI::check($status);
    return { code => $code, is_fault => !!$fault, text => Siplaunch::FFI::copied($text, $len) };
}

sub token {
    my ($self) = @_;
    return Siplaunch::FFI::lent(\&Siplaunch::FFI::explanation_token, ${$self});
}

sub credentials {
    my ($self) = @_;
    my @lent = (0) x 6;
    Siplaunch::FFI::check(Siplaunch::FFI::explanation_credentials(${$self}, map { \$_ } @lent));
    return if !$lent[0];
    return Siplaunch::Credentials->_of_bytes(map { Siplaunch::FFI::copied(@lent[2 * $_, 2 * $_ + 1]) } 0 .. 2);
}

sub _free { return \&Siplaunch::FFI::explanation_free }

1;
