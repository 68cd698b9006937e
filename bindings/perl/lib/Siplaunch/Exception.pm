package Siplaunch::Exception;

use strict;
use warnings;

use overload '""' => 'as_string', 'bool' => sub { 1 }, fallback => 1;

# The numbers that every language shares.
my %NAMES = (
    Library => {
        1 => 'BUFFER_TOO_SMALL',
        2 => 'NULL_POINTER',
        5 => 'INDEX',
        9 => 'PANIC',
    },
    Usage => {
        3 => 'NOT_UTF8',
        4 => 'INPUT_TOO_LONG',
        6 => 'LINK_IDS',
    },
    Brand => {
        10 => 'KEY_LENGTH',
        11 => 'IV_LENGTH',
        12 => 'SCHEME',
        13 => 'BRAND_ENTRIES',
    },
    Credentials => {
        20 => 'USERNAME_EMPTY',
        21 => 'SERVER_EMPTY',
        22 => 'PASSWORD_EMPTY',
        23 => 'USERNAME_CHARACTER',
        24 => 'SERVER_CHARACTER',
        25 => 'PASSWORD_CHARACTER',
    },
    Token => {
        30 => 'TOKEN',
        31 => 'PLAINTEXT',
    },
    Link => {
        40 => 'PORTAL_BASE',
        41 => 'PARAM',
        42 => 'LINK',
        43 => 'PACKAGE',
        44 => 'FALLBACK_URL',
    },
    Sealed => {
        50 => 'SEALING_KEY',
        51 => 'CURRENT_KEY',
        52 => 'EXPIRES',
        53 => 'SEALED_INVALID',
        55 => 'KEY_ENTRIES',
    },
    SealedExpired => {
        54 => 'SEALED_EXPIRED',
    },
    Message => {
        60 => 'QR_TEXT',
        61 => 'QR_SCALE',
        62 => 'TICKET_TOKEN',
        63 => 'TEMPLATE',
        64 => 'TEMPLATE_LINK',
        65 => 'TEMPLATE_SPACING',
        66 => 'BRAND_NAME',
        67 => 'MESSAGE_LINK',
        68 => 'MAIL_SUBJECT',
        69 => 'LANGUAGE',
        80 => 'MESSAGE_LENGTH',
    },
    Page => {
        70 => 'PAGE_TEXT',
        71 => 'PAGE_LANGUAGE',
        72 => 'PAGE_COLOR',
        73 => 'PAGE_LOGO',
        74 => 'PAGE_URL',
        75 => 'PAGE_SETTING',
        76 => 'PAGE_TEXT_MISSING',
    },
);

my %KNOWN;
for my $topic (keys %NAMES) {
    my $class = __PACKAGE__ . "::$topic";
    my $names = $NAMES{$topic};
    $KNOWN{$_} = { class => $class, name => $names->{$_} } for keys %{$names};
    no strict 'refs';    ## no critic (ProhibitNoStrict): the classes differ in nothing but their names
    @{"${class}::ISA"} = (__PACKAGE__);
}
@Siplaunch::Exception::SealedExpired::ISA = ('Siplaunch::Exception::Sealed');

# Private: code, message, or both; and what else there is to tell.
sub _throw {
    my ($class, %is) = @_;
    my $known = defined $is{code} ? $KNOWN{ $is{code} } : undef;
    my $topic = $known ? $known->{class} : $class;
    die bless { name => $known ? $known->{name} : undef, %is, _place() }, $topic;
}

# Where the caller of these modules is.
sub _place {
    my $depth = 0;
    $depth++ while (caller $depth)[0] && (caller $depth)[0] =~ /\A(?:Siplaunch(?:::.*)?|parent)\z/;
    my (undef, $file, $line) = caller $depth;
    return (file => $file // 'unknown', line => $line // 0);
}

sub code    { return $_[0]{code} }
sub name    { return $_[0]{name} }
sub message { return $_[0]{message} }
sub setting { return $_[0]{setting} }
sub file    { return $_[0]{file} }
sub line    { return $_[0]{line} }

sub as_string {
    my ($self) = @_;
    my $where = defined $self->{setting} && length $self->{setting} ? "$self->{setting}: " : '';
    return "$where$self->{message} at $self->{file} line $self->{line}.\n";
}

1;

__END__

=head1 NAME

Siplaunch::Exception - what these modules die with

=head1 SYNOPSIS

    use Siplaunch;

    my %account = (username => 'testuser', server => 'example.org', password => "x\n");
    if (!eval { Siplaunch::Credentials->new(%account); 1 }) {
        die $@ if !$@->isa('Siplaunch::Exception::Credentials');
        print $@->name, ': ', $@->message, "\n";
    }

=head1 DESCRIPTION

As a string it is C<MESSAGE at FILE line LINE.> with the place that called these modules. It holds nothing of any input.
The classes, all of them a C<Siplaunch::Exception>:

=over 4

=item Siplaunch::Exception::Credentials

A field that the app would misread, or an empty one: 20 to 25.

=item Siplaunch::Exception::Brand

Values that make no brand: 10 to 13.

=item Siplaunch::Exception::Token

Not a token of this brand: 30 and 31.

=item Siplaunch::Exception::Link

Not a link, or not the parts of one: 40 to 44.

=item Siplaunch::Exception::Sealed

Not a sealed link of this key ring, or not the parts of one: 50 to 53 and 55.

=item Siplaunch::Exception::SealedExpired

A C<Siplaunch::Exception::Sealed> for a link whose time is over: 54.

=item Siplaunch::Exception::Message

A message, QR code or ticket that cannot be made: 60 to 69, and 80.

=item Siplaunch::Exception::Page

A launch page that cannot be made: 70 to 76.

=item Siplaunch::Exception::Usage

A wrong call: an argument that is missing, too long or of the wrong kind, a file that cannot be read. 3 and 4, or without
a number.

=item Siplaunch::Exception::Library

The library is missing or does not fit; or a defect: 1, 2, 5 and 9, or without a number.

=back

=head1 METHODS

=head2 code

The number, the same in every language of the project, or undef.

=head2 name

Its name, such as C<PASSWORD_CHARACTER>, or undef.

=head2 message

What is wrong and what to do about it.

=head2 setting

The setting of a page that is at fault, such as C<accent_color>, or undef.

=head2 file

The file that called these modules.

=head2 line

The line in it.

=head2 as_string

The exception as a string, which it also is wherever one is needed.

=cut
