package Siplaunch::Portal;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use Siplaunch::Args;
use Siplaunch::FFI qw($OUT $ZEROS CAPACITY);

use constant { POINTER => Siplaunch::Handle::POINTER, OWNER => Siplaunch::Handle::OWNER };

my @FIELDS = qw(username server password);

sub new {
    my ($class, @given) = splice @_;
    my ($base, $param) = Siplaunch::Args::named([qw(base param)], @given);
    return $class->_made(
        \&Siplaunch::FFI::portal_new,
        Siplaunch::Args::text(base => $base),
        Siplaunch::Args::optional_text(param => $param),
    );
}

# Portals make links by the thousand: the usual case is a call with few arguments. That call names no error, and so a
# failure goes on to the other call.
sub launch_link {
    use integer;
    if (ref $_[1] eq 'Siplaunch::Brand' && ref $_[2] eq 'Siplaunch::Credentials'
        && $_[0][OWNER] == $_[0] && $_[1][OWNER] == $_[1] && (my $fields = $_[2]->())->[0])
    {
        my $link = Siplaunch::FFI::portal_launch_link_nul_separated(
            $_[0][POINTER], $_[1][POINTER], $fields->[3], $fields->[4], $OUT, CAPACITY,
        );
        substr $OUT, 0, CAPACITY, $ZEROS;
        return $link if defined $link;
    }
    my ($self, $brand, $credentials) = splice @_;
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::portal_launch_link,
        $self->_pointer,
        Siplaunch::Args::handle('Siplaunch::Brand', $brand),
        Siplaunch::Args::fields($credentials),
    );
}

sub launch_link_of {
    my ($self, $brand, @given) = splice @_;
    my %field = @given % 2 ? () : @given;
    if (ref $brand eq 'Siplaunch::Brand' && $self->[OWNER] == $self && $brand->[OWNER] == $brand
        && keys %field == @FIELDS && @FIELDS == grep { defined && !ref } @field{@FIELDS})
    {
        utf8::encode(my $nul_separated = join "\0", @field{@FIELDS});
        my $link = Siplaunch::FFI::portal_launch_link_nul_separated(
            $self->[POINTER], $brand->[POINTER], $nul_separated, length $nul_separated, $OUT, CAPACITY,
        );
        Siplaunch::FFI::wipe($nul_separated);
        substr $OUT, 0, CAPACITY, $ZEROS;
        return $link if defined $link;
    }
    return $self->launch_link($brand, Siplaunch::Credentials->new(splice @given));
}

sub sealed_link {
    my ($self, $key_ring, $credentials, @given) = splice @_;
    return $self->_sealed(\&Siplaunch::FFI::portal_sealed_link, $key_ring, $credentials, @given);
}

sub one_time_link {
    my ($self, $key_ring, $credentials, @given) = splice @_;
    return $self->_sealed(\&Siplaunch::FFI::portal_one_time_link, $key_ring, $credentials, @given);
}

sub _sealed {
    my ($self, $call, $key_ring, $credentials, @given) = splice @_;
    my ($expires, $context) = Siplaunch::Args::named([qw(expires context)], @given);
    return Siplaunch::FFI::written(
        $call,
        $self->_pointer,
        Siplaunch::Args::handle('Siplaunch::KeyRing', $key_ring),
        Siplaunch::Args::fields($credentials),
        Siplaunch::Args::whole(expires => $expires),
        Siplaunch::Args::bytes(context => $context // ''),
    );
}

sub link {
    my ($self, $payload) = splice @_;
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::portal_link,
        $self->_pointer,
        Siplaunch::Args::text(payload => $payload),
    );
}

sub _free { return \&Siplaunch::FFI::portal_free }

1;

__END__

=head1 NAME

Siplaunch::Portal - the address of a portal's launch handler, and the links to it

=head1 SYNOPSIS

    use Siplaunch;

    my $credentials = Siplaunch::Credentials->new(
        username => 'testuser', server => 'example.org', password => 'testpass',
    );
    my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
    print $portal->launch_link(Siplaunch::Brand->sip_phone, $credentials), "\n";

    my $key_ring = Siplaunch::KeyRing->from_file('keys.toml');
    print $portal->sealed_link($key_ring, $credentials, expires => time + 24 * 60 * 60), "\n";

=head1 METHODS

=head2 new

    new(base => , param => 'c')

C<base> is an absolute http or https URL in ASCII, and C<param>, of RFC 3986 unreserved characters, carries the payload.
Launch links should be https: whoever reads one can log in. Give the base no query of its own: links then end in
C<&c=...>, and some programs that rewrite links in mails lose that part. Dies with C<PORTAL_BASE> or C<PARAM>.

=head2 launch_link

    launch_link($brand, $credentials)

The launch link of credentials, with a token in it.

=head2 launch_link_of

    launch_link_of($brand, username => , server => , password => )

The launch link of three texts, without an object for them.

=head2 sealed_link

    sealed_link($key_ring, $credentials, expires => , context => '')

The sealed link of credentials. Only a launch handler with the same key ring and context can open it, until it expires.
C<expires> is in seconds since 1970. One link in sixty expires a second later and very few expire some seconds later, so
that no link has C<..> in it, where some programs end a link. C<context> is bytes that both sides know and the link does
not carry, such as the portal's host. Dies with C<EXPIRES>.

=head2 one_time_link

    one_time_link($key_ring, $credentials, expires => , context => '')

The one-time link of credentials: a sealed link that opens the app with a tap on its page, and that its first tap uses up.
The launch handler needs a L<Siplaunch::ClaimStore>. Arguments and errors are those of L</sealed_link>; C<expires> is kept
to the second. Dies with C<RANDOM> too.

=head2 link

    link($payload)

The launch link of a payload: the text of a token or of a sealed token. Dies with C<TOKEN> if it is neither.

=cut
