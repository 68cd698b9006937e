package Siplaunch::Credentials;

use strict;
use warnings;

use Siplaunch::Args;
use Siplaunch::FFI;

my @FIELDS = qw(username server password);

# The object is a closure over the fields: dumping and storing it shows none.

sub new {
    my $class = shift;
    my @fields;
    for my $value (Siplaunch::Args::named(\@FIELDS, splice @_)) {
        if (!defined $value || ref $value) {
            push @fields, Siplaunch::Args::text($FIELDS[@fields / 2], $value);
            next;
        }
        utf8::encode($value);
        push @fields, $value, length $value;
    }
    return bless sub { \@fields }, $class;
}

# Private: of three fields in UTF-8.
sub _of_bytes {
    my ($class, @bytes) = splice @_;
    my @fields = map { ($_, length) } @bytes;
    return bless sub { \@fields }, $class;
}

sub username { return _text($_[0]->()[0]) }
sub server   { return _text($_[0]->()[2]) }
sub password { return _text($_[0]->()[4]) }

sub _text {
    my ($text) = splice @_;
    utf8::decode($text);
    return $text;
}

sub check {
    my ($self) = @_;
    Siplaunch::FFI::check(Siplaunch::FFI::credentials_check(@{ $self->() }));
    return;
}

# siplaunch_ambiguity, of which there are nine at most.
use constant AMBIGUITY => '(l a x![l])*';
use constant MOST      => 9;
use constant LEN       => MOST * length pack AMBIGUITY, 0, '=';

sub ambiguities {
    my ($self) = @_;
    vec(my $array, LEN - 1, 8) = 0;
    Siplaunch::FFI::check(Siplaunch::FFI::credentials_ambiguities(@{ $self->() }, $array, MOST, \my $count));
    my @found = unpack AMBIGUITY, $array;
    return map { { field => $FIELDS[$found[2 * $_]], character => $found[2 * $_ + 1] } } 0 .. $count - 1;
}

sub DESTROY {
    my $fields = $_[0]->();
    substr $fields->[4], 0, $fields->[5], "\0" x $fields->[5];
    return;
}

1;

__END__

=head1 NAME

Siplaunch::Credentials - username, server and password

=head1 SYNOPSIS

    use Siplaunch;

    my $credentials = Siplaunch::Credentials->new(
        username => 'testuser', server => 'example.org', password => 'test%pass',
    );
    eval { $credentials->check; 1 } or print $@->message, "\n";
    print "the $_->{field} has a '$_->{character}'\n" for $credentials->ambiguities;

=head1 DESCRIPTION

Dumping it shows no field. It wipes its password when it goes away.

=head1 METHODS

=head2 new

    new(username => , server => , password => )

All three are text, in characters. They are checked when something is made of them, or by L</check>.

=head2 username

The SIP username.

=head2 server

The SIP server or domain.

=head2 password

The SIP password.

=head2 check

Dies if a field is empty or has an C<&> or a control character, with C<USERNAME_EMPTY>, C<SERVER_EMPTY>,
C<PASSWORD_EMPTY>, C<USERNAME_CHARACTER>, C<SERVER_CHARACTER> or C<PASSWORD_CHARACTER>.

=head2 ambiguities

Characters that are passed through, but that an app might read in another way: a list of
C<< { field => 'password', character => '%' } >>, each of C<=>, C<%> and C<+> once for each field that has it.

=cut
