package Siplaunch::Launch;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use Scalar::Util qw(blessed);
use Siplaunch::FFI;
use Siplaunch::Opened;
use Siplaunch::Response;

sub id {
    my ($self) = @_;
    my $id = Siplaunch::FFI::written(\&Siplaunch::FFI::launch_id, $self->_pointer);
    return length $id ? $id : undef;
}

sub opened {
    my ($self) = @_;
    my $opened = eval { Siplaunch::Opened->_of_call(\&Siplaunch::FFI::launch_opened, $self->_pointer) };
    my $error  = $@;
    my $is_none = blessed $error && $error->isa('Siplaunch::Exception::Sealed');
    die $error if !$opened && !$is_none;
    return $opened;
}

sub answer {
    my ($self) = @_;
    return Siplaunch::Response->_made(\&Siplaunch::FFI::launch_answer, $self->_pointer);
}

sub answer_revoked {
    my ($self) = @_;
    return Siplaunch::Response->_made(\&Siplaunch::FFI::launch_answer_revoked, $self->_pointer);
}

sub _free { return \&Siplaunch::FFI::launch_free }

1;

__END__

=head1 NAME

Siplaunch::Launch - a request that a launch handler has read and not yet answered

=head1 SYNOPSIS

    use Siplaunch;

    my $key_ring = Siplaunch::KeyRing->from_file('keys.toml');
    my $handler  = Siplaunch::LaunchHandler->sealed(Siplaunch::Brand->sip_phone, $key_ring);
    my $launch   = $handler->inspect(method => 'GET', query => 'c=nonsense');
    my $is_used  = defined $launch->id && 0;
    my $response = $is_used ? $launch->answer_revoked : $launch->answer;

=head1 METHODS

=head2 id

The id of an authentic sealed link, expired or not: 32 lower-case hex digits. Undef for any other request.

=head2 opened

The L<Siplaunch::Opened> in an authentic sealed link that has not expired. Undef for any other request.

=head2 answer

The L<Siplaunch::Response>.

=head2 answer_revoked

The L<Siplaunch::Response> for a link that the portal has revoked: the same as for an expired link.

=cut
