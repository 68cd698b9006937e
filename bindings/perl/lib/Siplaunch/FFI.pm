package Siplaunch::FFI;

# The calls of libsiplaunch, without the prefix "siplaunch_". Private.
#
# Subs that see secrets take their arguments with splice. It leaves @_ empty, so that no stack trace shows them.

use strict;
use warnings;

use Exporter 'import';
use FFI::Platypus::Buffer qw(buffer_to_scalar);
use Siplaunch::Exception;
use Siplaunch::FFI::Library;

our @EXPORT_OK = qw($OUT $ZEROS CAPACITY);

# The words of the table below, each for one or more arguments of a call.
my %ARGUMENTS = (
    text    => [qw(string size_t)],
    bytes   => [qw(string size_t)],
    fields  => [qw(string size_t string size_t string size_t)],
    handle  => [qw(opaque)],
    array   => [qw(string size_t)],
    buffer  => [qw(string size_t)],
    out     => [qw(string size_t size_t*)],
    new     => [qw(opaque*)],
    lent    => [qw(opaque* size_t*)],
    flag    => [qw(bool)],
    flag_of => [qw(uint8*)],
    values  => [qw(uint64[5])],
    struct  => [qw(string)],
);

# All calls but those that free. They return a status.
my %CALLS = (
    brand_new                        => 'bytes bytes text new',
    brand_sip_phone                  => 'new',
    brand_from_toml                  => 'text new',
    brand_scheme                     => 'handle out',
    brand_uses_published_key         => 'handle flag_of',
    brand_raw_token                  => 'handle bytes out',
    brand_decode                     => 'handle text out',
    brand_token                      => 'handle fields out',
    brand_app_link                   => 'handle fields out',
    brand_intent_link                => 'handle fields text text out',
    claim_statement                  => 'text text lent',
    claim_taps_left                  => 'uint64 uint64 uint64 uint64 uint64 uint64 uint64*',
    claim_values                     => 'uint64 uint64 uint64 uint64 values',
    credentials_check                => 'fields',
    credentials_ambiguities          => 'fields array size_t*',
    credentials_from_plaintext       => 'bytes struct',
    explain                          => 'text handle text handle bytes text uint64 size_t new',
    explanation_kind                 => 'handle lent',
    explanation_is_good              => 'handle flag_of',
    explanation_finding_count        => 'handle size_t*',
    explanation_finding              => 'handle size_t uint8* flag_of lent',
    explanation_token                => 'handle lent',
    explanation_credentials          => 'handle lent lent lent',
    explanation_link_count           => 'handle size_t*',
    explanation_shown                => 'handle lent',
    explanation_line                 => 'handle size_t*',
    explanation_id                   => 'handle lent',
    explanation_expires              => 'handle uint64*',
    handler_builder_new              => 'text new',
    handler_builder_confirm          => 'handle',
    handler_builder_param            => 'handle text',
    handler_builder_sealed           => 'handle handle handle bytes',
    handler_builder_sealed_only      => 'handle',
    handler_builder_page             => 'handle handle',
    handler_builder_build            => 'handle new',
    handler_handle                   => 'handle text bytes text uint64 new',
    handler_inspect                  => 'handle text bytes text uint64 new',
    launch_opened                    => 'handle out struct',
    launch_id                        => 'handle out',
    launch_needs_claim               => 'handle flag_of',
    launch_answer                    => 'handle new',
    launch_answer_claimed            => 'handle sint64 new',
    launch_answer_revoked            => 'handle new',
    key_ring_new                     => 'array uint8 new',
    key_ring_from_toml               => 'text new',
    key_ring_seal                    => 'handle fields uint64 bytes out',
    key_ring_seal_one_time           => 'handle fields uint64 bytes out',
    key_ring_open                    => 'handle text uint64 bytes out struct',
    sealed_token_id                  => 'text out',
    sealed_token_is_one_time         => 'text flag_of',
    scheme_app_link                  => 'text text out',
    scheme_parse_app_link            => 'text text out',
    parse_launch_link                => 'text text out',
    sms_count                        => 'text struct',
    sms_template                     => 'text out',
    sms_compose                      => 'text text text out struct',
    sms_sealed_budget                => 'text text handle fields struct',
    sms_one_time_budget              => 'text text handle fields struct',
    mail_compose                     => 'text text text text text text text new',
    mail_subject                     => 'handle lent',
    mail_subject_header              => 'handle out',
    mail_text                        => 'handle lent',
    mail_html                        => 'handle lent',
    ticket_text                      => 'text text uint64 text out',
    page_new                         => 'text array lent new',
    page_setting                     => 'size_t lent lent lent',
    portal_new                       => 'text text new',
    portal_launch_link               => 'handle handle fields out',
    portal_sealed_link               => 'handle handle fields uint64 bytes out',
    portal_one_time_link             => 'handle handle fields uint64 bytes out',
    portal_link                      => 'handle text out',
    portal_launch_link_nul_separated => 'handle handle text buffer',
    qr_svg                           => 'text out',
    qr_terminal                      => 'text out',
    qr_png                           => 'text uint32 out',
    response_status                  => 'handle uint16*',
    response_header_count            => 'handle size_t*',
    response_header                  => 'handle size_t lent lent',
    response_body                    => 'handle lent',
    token_check                      => 'text',
    token_escaped                    => 'text out',
    mode_warning                     => 'uint32',
    status_name                      => 'sint32',
    status_text                      => 'sint32',
    version                          => '',
);

# The return types of the calls that return no status.
my %RETURNS = map { $_ => 'string' } qw(mode_warning portal_launch_link_nul_separated status_name status_text version);

my @HANDLES = qw(brand explanation handler handler_builder key_ring launch mail page portal response);

# The calls need it.
our $FFI = Siplaunch::FFI::Library->ffi;

sub attach {
    my ($name, $types, $returns) = @_;
    $FFI->attach(["siplaunch_$name" => $name] => $types => $returns);
    return;
}

# The types of the arguments of each call.
sub signatures {
    return { map { $_ => [map { @{ $ARGUMENTS{$_} // [$_] } } split ' ', $CALLS{$_}] } keys %CALLS };
}

my $signatures = signatures();
attach($_, $signatures->{$_}, $RETURNS{$_} // 'sint32') for keys %{$signatures};
attach("${_}_free", ['opaque'], 'void') for @HANDLES;

use constant CAPACITY  => 512;
use constant TOO_SMALL => 1;

# The buffer for most outputs, and the length of an output. The buffer is made here and never assigned to, so that no other
# scalar shares its memory. Between calls it holds zeros only.
vec(our $OUT, CAPACITY - 1, 8) = 0;
our $LEN   = \my $len;
our $ZEROS = "\0" x CAPACITY;

# Overwrites a text in place, unless Perl shares its memory with another scalar.
sub wipe {
    substr $_[0], 0, length $_[0], "\0" x length $_[0];
    return;
}

# The number, name and message of a status. The name is spelled as in the header: SEALED_EXPIRED for "SealedExpired".
sub described {
    my ($status) = @_;
    my $name = uc status_name($status) =~ s/(?<=[a-z0-9])(?=[A-Z])/_/gr;
    return (code => $status, name => $name, message => status_text($status));
}

# Dies if a call failed.
sub check {
    my ($status) = @_;
    return if !$status;
    return Siplaunch::Exception->_throw(described($status));
}

# The output of a call: text or bytes. In the call's arguments the buffer follows the inputs, and the struct follows the
# buffer, if there is one.
sub written_before {
    my ($struct, $call, @in) = splice @_;
    my $status = $call->(@in, $OUT, CAPACITY, $LEN, $struct ? ${$struct} : ());
    my $written = substr $OUT, 0, ${$LEN};
    substr $OUT, 0, CAPACITY, $ZEROS;
    return written_larger($struct, $call, ${$LEN}, @in) if $status == TOO_SMALL;
    check($status);
    return $written;
}

# The same, for an output that needs a larger buffer.
sub written_larger {
    my ($struct, $call, $capacity, @in) = splice @_;
    vec(my $out, $capacity - 1, 8) = 0;
    check($call->(@in, $out, $capacity, \my $len, $struct ? ${$struct} : ()));
    my $written = substr $out, 0, $len;
    wipe($out);
    return $written;
}

# The output of a call without a struct.
sub written {
    return written_before(undef, splice @_);
}

# The new handle that a call makes.
sub made {
    my ($call, @in) = splice @_;
    check($call->(@in, \my $pointer));
    return $pointer;
}

# A copy of the text or bytes that a call lends.
sub lent {
    my ($call, @in) = splice @_;
    check($call->(@in, \my $start, \my $len));
    return copied($start, $len);
}

# A copy of lent memory, or undef for NULL.
sub copied {
    my ($start, $len) = @_;
    return if !$start;
    return $len ? buffer_to_scalar($start, $len) : '';
}

1;
