# Calls, good and bad, keep no memory.
use strict;
use warnings;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/../t/lib";
use Classes qw(handles methods objects);
use Siplaunch;

use constant { ROUNDS => 1_000, PAGE => 4096, MOST => 20_000 };

# The bytes of memory that this process has.
sub resident {
    open my $file, '<', '/proc/self/statm' or die "statm: $!";
    return (split ' ', <$file>)[1] * PAGE;
}

my $objects = objects();
my %account = (username => 'testuser', server => 'example.org', password => 'testpass');
my ($brand, $ring, $portal, $handler) = @{$objects}{ map { "Siplaunch::$_" } qw(Brand KeyRing Portal LaunchHandler) };
my $testee = $objects->{'Siplaunch::Credentials'};
my @seal   = (expires => 1_800_000_000);
my $link   = $portal->launch_link($brand, $testee);
my $sealed = $ring->seal($testee, @seal);
my @rows   = (\%account, $testee, { %account, password => '&' }, {}, []);
my %calls  = (
    (map { my $class = $_; map { my $method = $_; ("$class->$method" => sub { $objects->{$class}->$method }) } methods($class) } handles()),
    'credentials'  => sub { Siplaunch::Credentials->new(%account) },
    'bad password' => sub { Siplaunch::Credentials->new(%account, password => '&') },
    'bad name'     => sub { Siplaunch::Credentials->new(%account, realm => 'x') },
    'brand'        => sub { Siplaunch::Brand->new(key => 'k' x 16, iv => 'i' x 16, scheme => 'acme') },
    'bad brand'    => sub { Siplaunch::Brand->new(key => 'k', iv => 'i' x 16, scheme => 'acme') },
    'key ring'     => sub { Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32, 1 => 'l' x 32 }, current => 0) },
    'bad key ring' => sub { Siplaunch::KeyRing->new(keys => { 0 => 'k' }, current => 0) },
    'launch link'  => sub { $portal->launch_link_of($brand, %account) },
    'long link'    => sub { $portal->launch_link_of($brand, %account, password => "\xE9" x 2000) },
    'sealed link'  => sub { $portal->sealed_link($ring, $testee, @seal) },
    'open'         => sub { $ring->open($sealed, now => 1) },
    'bad open'     => sub { $ring->open("$sealed!") },
    'handle'       => sub { $handler->handle(method => 'GET', query => "c=$sealed", now => 1)->to_psgi },
    'inspect'      => sub { $handler->inspect(method => 'GET', query => "c=$sealed", now => 1)->opened->credentials->password },
    'handler'      => sub { Siplaunch::LaunchHandler->sealed($brand, $ring) },
    'bad handler'  => sub { Siplaunch::LaunchHandler->new(param => '?') },
    'page'         => sub { Siplaunch::Page->new(base => 'https://portal.example/p') },
    'bad page'     => sub { Siplaunch::Page->new(base => 'https://portal.example/p', color => 1) },
    'SMS'          => sub { Siplaunch::Sms->new(link => $link, brand_name => 'Acme')->budget },
    'mail'         => sub { Siplaunch::Mail->new(link => $link, brand_name => 'Acme')->html },
    'explain'      => sub { Siplaunch::explain($link, $brand, revoked => ['a' x 32])->credentials },
    'rows'         => sub { my $batch = $portal->launch_links($brand, \@rows); ($batch->texts, $batch->errors) },
    'columns'      => sub { $brand->tokens(usernames => ['a'], servers => ['b'], passwords => ['c'])->texts },
    'bad columns'  => sub { $brand->tokens(usernames => ['a'], servers => ['b']) },
);
for my $name (sort keys %calls) {
    my $run = sub { eval { $calls{$name}->() } for 1 .. ROUNDS };
    $run->();
    my $before = resident();
    $run->();
    cmp_ok resident() - $before, '<', MOST, "$name keeps no memory";
}

done_testing;
