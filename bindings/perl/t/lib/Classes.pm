package Classes;

# One object of every class, and its methods.

use strict;
use warnings;

use B ();
use Exporter 'import';
use File::Basename qw(dirname);
use Siplaunch;
use Siplaunch::ClaimStore;
use Siplaunch::LaunchHandler;
use Siplaunch::Page;

our @EXPORT_OK = qw(classes objects handles methods shared);

# Class methods.
my %OF_CLASS = map { $_ => 1 } qw(
    Brand::new Brand::sip_phone Brand::from_toml Brand::from_file ClaimStore::new Credentials::new KeyRing::new
    KeyRing::from_toml KeyRing::from_file LaunchHandler::new LaunchHandler::sealed Mail::new Page::new Page::settings Portal::new QrCode::new
    Sms::new Sms::one_time_budget Sms::sealed_budget Sms::template SmsBudget::of
);

# The classes with objects, from the folder of the modules.
sub classes {
    my $folder = dirname($INC{'Siplaunch.pm'}) . '/Siplaunch';
    return map { m{(\w+)\.pm\z} ? "Siplaunch::$1" : () } glob "$folder/*.pm";
}

# Makes one object of every class, with the secrets of the caller.
sub objects {
    my (%is) = (username => 'testuser', password => 'testpass', key => 'k' x 16, iv => 'i' x 16, connect => sub { }, @_);
    my $brand       = Siplaunch::Brand->new(key => $is{key}, iv => $is{iv}, scheme => 'acme');
    my $ring        = Siplaunch::KeyRing->new(keys => { 0 => $is{key} x 2 }, current => 0);
    my $portal      = Siplaunch::Portal->new(base => 'https://portal.example/p');
    my $page        = Siplaunch::Page->new(base => 'https://portal.example/p');
    my $credentials = Siplaunch::Credentials->new(username => $is{username}, server => 'example.org', password => $is{password});
    my $sealed      = $ring->seal($credentials, expires => 1_800_000_000);
    my $link        = $portal->launch_link($brand, $credentials);
    my $handler     = Siplaunch::LaunchHandler->sealed($brand, $ring, page => $page);
    my $launch      = $handler->inspect(method => 'GET', query => "c=$sealed", now => 1_700_000_000);
    my $sms         = Siplaunch::Sms->new(link => $link, brand_name => 'Acme');
    my @objects     = (
        $brand, $ring, $portal, $page, $credentials, $handler, $launch, $launch->answer, $launch->opened, $sms, $sms->budget,
        Siplaunch::Mail->new(link => $link, brand_name => 'Acme'),
        Siplaunch::QrCode->new($link),
        Siplaunch::explain($link, $brand),
        $portal->launch_links($brand, [$credentials, []]),
        Siplaunch::ClaimStore->new($is{connect}),
        Siplaunch::ClaimRecord->_of([600, 5], $launch->id, 1_700_000_000, 1, undef),
        eval { $portal->link($is{password}) } || $@,
    );
    my %objects = map { (ref) => $_ } @objects;
    $objects{'Siplaunch::Exception'} = delete $objects{'Siplaunch::Exception::Token'};
    return \%objects;
}

# The classes whose objects hold memory of C.
sub handles {
    return grep { $_->isa('Siplaunch::Object') } classes();
}

# Those of them whose objects another thread has too.
sub shared {
    return map { "Siplaunch::$_" } qw(Credentials QrCode Sms);
}

# The public methods of a class's objects.
sub methods {
    my ($class) = @_;
    no strict 'refs';    ## no critic (ProhibitNoStrict): a look into the class
    my @subs = grep { defined &{"${class}::$_"} && B::svref_2object(\&{"${class}::$_"})->GV->STASH->NAME eq $class }
        grep { /\A[a-z]/ } keys %{"${class}::"};
    return grep { !$OF_CLASS{ $class =~ s/\ASiplaunch:://r . "::$_" } } sort @subs;
}

1;
