package Siplaunch::Credentials;

use strict;
use warnings;

use Siplaunch::Args;
use Siplaunch::FFI;

my @FIELDS = qw(username server password);

# The object is a closure, so that no dump and no file shows the fields. It holds the three fields in UTF-8, all of them
# with NUL in between, and the length of that.

sub new {
    my $class = shift;
    my @fields;
    for my $value (Siplaunch::Args::named(\@FIELDS, splice @_)) {
        if (!defined $value || ref $value) {
            ($value) = Siplaunch::Args::text($FIELDS[@fields], $value);
        }
        else {
            utf8::encode($value);
        }
        push @fields, $value;
    }
    # In full, because portals make credentials by the thousand.
    my $status = Siplaunch::FFI::credentials_check(
        $fields[0], length $fields[0], $fields[1], length $fields[1], $fields[2], length $fields[2],
    );
    Siplaunch::FFI::check($status) if $status;
    my $nul_separated = join "\0", @fields;
    push @fields, $nul_separated, length $nul_separated;
    return bless sub { \@fields }, $class;
}

# Private: from three checked fields in UTF-8.
sub _of_bytes {
    my ($class, @fields) = splice @_;
    my $nul_separated = join "\0", @fields;
    push @fields, $nul_separated, length $nul_separated;
    return bless sub { \@fields }, $class;
}

# Private: the three fields in UTF-8.
sub _bytes {
    my $fields = $_[0]->();
    Siplaunch::Args::usage('these Siplaunch::Credentials are freed: make new ones') if !@{$fields};
    return @{$fields}[0 .. $#FIELDS];
}

sub username { return _text($_[0], 0) }
sub server   { return _text($_[0], 1) }
sub password { return _text($_[0], 2) }

sub _text {
    my ($self, $i) = @_;
    my $text = ($self->_bytes)[$i];
    utf8::decode($text);
    return $text;
}

# siplaunch_ambiguity, nine at most.
use constant AMBIGUITY => '(l a x![l])*';
use constant MOST      => 9;
use constant LEN       => MOST * length pack AMBIGUITY, 0, '=';

sub ambiguities {
    my ($self) = @_;
    vec(my $array, LEN - 1, 8) = 0;
    Siplaunch::FFI::check(Siplaunch::FFI::credentials_ambiguities(Siplaunch::Args::fields($self), $array, MOST, \my $count));
    my @found = unpack AMBIGUITY, $array;
    return map { { field => $FIELDS[$found[2 * $_]], character => $found[2 * $_ + 1] } } 0 .. $count - 1;
}

sub DESTROY {
    my $fields = $_[0]->();
    return if !@{$fields};
    substr $fields->[2], 0, length $fields->[2], "\0" x length $fields->[2];
    substr $fields->[3], 0, $fields->[4], "\0" x $fields->[4];
    @{$fields} = ();
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
    print "the $_->{field} has a '$_->{character}'\n" for $credentials->ambiguities;

    # A password that the app would misread: the exception names the fix, and repeats nothing of the password.
    my %typed = (username => 'testuser', server => 'example.org', password => 'test&pass');
    eval { Siplaunch::Credentials->new(%typed) } or print $@->name, ': ', $@->message, "\n";

=head1 DESCRIPTION

A dump shows no field. Credentials wipe their password when they go away.

=head1 METHODS

=head2 new

    new(username => , server => , password => )

Each of the three fields is text, in characters. Dies if a field is empty or has an C<&> or a control character, with
C<USERNAME_EMPTY>, C<SERVER_EMPTY>, C<PASSWORD_EMPTY>, C<USERNAME_CHARACTER>, C<SERVER_CHARACTER> or
C<PASSWORD_CHARACTER>.

=head2 username

The SIP username.

=head2 server

The SIP server or domain.

=head2 password

The SIP password.

=head2 ambiguities

The characters that an app might read in another way: a list of C<< { field => 'password', character => '%' } >>. Each of
C<=>, C<%> and C<+> comes once for each field that has it. Tokens hold these characters as they are.

=cut
