# The names that every language shares: tests/names.json.
use strict;
use warnings;

use Test::More;

use DBI;
use FindBin;
use lib "$FindBin::Bin/lib";
use Repository qw(file names slurp);
use Siplaunch;
use Siplaunch::ClaimStore;
use Siplaunch::LaunchHandler;

for my $error (names('errors')) {
    my ($code, $name) = @{$error}{qw(code name)};
    ok !eval { Siplaunch::Exception::_check($code); 1 }, "$name dies";
    is ref $@, "Siplaunch::Exception::$error->{topic}", "$name has its class";
    is $@->code, $code, "$name has its number";
    is $@->name, uc $name =~ s/(?<=[a-z0-9])(?=[A-Z])/_/gr, "$name has its name";
    unlike $@->message, qr/unknown status/, "$name has a text";
}

# The class or package of a call, and its name there.
sub place {
    my ($call) = @_;
    return $call =~ /\A(\w+)\.(\w+)\z/ ? ("Siplaunch::$1", $2) : ('Siplaunch', $call);
}

for my $row (names('calls')) {
    # An undefined name is for a call that Perl does not need.
    my $call = exists $row->{perl} ? $row->{perl} : $row->{call};
    next if !defined $call;
    my ($class, $name) = place($call);
    can_ok $class, $name;
    my $pod = slurp(file('bindings', 'perl', 'lib', split /::/, "$class.pm"));
    my ($documented) = $pod =~ /^(=head2 \Q$name\E\n.*?)^=/ms;
    ok $documented, "$call is documented" or next;
    like $documented, qr/\b$_ =>/, "$call: $_" for sort keys %{ $row->{options} // {} };
}

# With a default given, each call does the same as without.
my $brand    = Siplaunch::Brand->sip_phone;
my $testee   = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'testpass');
my $token    = $brand->token($testee);
my $base     = 'https://portal.example/p';
my $portal   = Siplaunch::Portal->new(base => $base);
my $link     = $portal->link($token);
my $app_link = $brand->app_link($testee);
my $ring     = Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32 }, current => 0);
my @brand    = (brand_name => 'Acme');
my $sealed   = $portal->sealed_link($ring, $testee, expires => 1_800_000_000);
my @request  = map { [method => 'GET', query => s/.*\?//r, now => 1_700_000_000] } $link, $sealed;
my %call     = (
    'Portal.new'           => sub { Siplaunch::Portal->new(base => $base, @_)->link($token) },
    'LaunchHandler.new'    => sub { answer(Siplaunch::LaunchHandler->new(@_)) },
    'LaunchHandler.sealed' => sub { answer(Siplaunch::LaunchHandler->sealed($brand, $ring, @_)) },
    'Sms.compose'          => sub { Siplaunch::Sms->new(link => $link, @brand, @_)->text },
    'ClaimStore.new'       => sub { taps_left(Siplaunch::ClaimStore->new(DBI->connect('dbi:SQLite::memory:', '', ''), @_)) },
    'Sms.one_time_budget'  => sub { Siplaunch::Sms->one_time_budget($portal, $testee, @brand, @_)->units },
    'Sms.sealed_budget'    => sub { Siplaunch::Sms->sealed_budget($portal, $testee, @brand, @_)->units },
    'Mail.compose'         => sub { Siplaunch::Mail->new(link => $link, @brand, @_)->text },
    'QrCode.to_png'        => sub { Siplaunch::QrCode->new($link)->to_png(@_) },
    'explain'              => sub { Siplaunch::explain("$link\n$app_link", $brand, @_)->kind },
    'parse_launch_link'    => sub { Siplaunch::parse_launch_link($link, @_) },
    'parse_app_link'       => sub { Siplaunch::parse_app_link($app_link, @_) },
);

sub answer {
    my ($handler) = @_;
    return join ' ', map { $_->status, $_->header('Location') // '' } map { $handler->handle(@{$_}) } @request;
}

# The taps left at the end of the grace, and a second later.
sub taps_left {
    my ($claims) = @_;
    my $launch = Siplaunch::LaunchHandler->sealed($brand, $ring)
        ->inspect(method => 'POST', query => 'c=' . $ring->seal_one_time($testee, expires => 1_800_000_000), now => 1_700_000_000);
    $claims->create;
    $claims->claim($launch, now => 1_700_000_000);
    return join ' ', map { $claims->find($launch->id)->taps_left(now => 1_700_000_000 + $_) } 599, 600;
}

for my $row (names('calls')) {
    my $options = $row->{options} // {};
    for my $option (grep { defined $options->{$_} } sort keys %{$options}) {
        my ($call, $value) = ($call{ $row->{call} }, $options->{$option});
        is $call->($option => "$value"), $call->(), "$row->{call}: the default of $option";
        isnt eval { $call->($option => other($value)) }, $call->(), "$row->{call}: another $option";
    }
}

sub other {
    my ($value) = @_;
    return ref $value ? !$value : $value =~ /\A[0-9]/ ? $value + 1 : $value eq 'en' ? 'de' : "x$value";
}

done_testing;
