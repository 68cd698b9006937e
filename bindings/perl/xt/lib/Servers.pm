package Servers;

# The servers of the examples: each answers at /sign-up and /p.

use strict;
use warnings;

use Cwd qw(abs_path);
use Exporter 'import';
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Server;

our @EXPORT_OK = qw(plackup starman preloading_starman apache mojolicious examples);

my $examples = abs_path(dirname(__FILE__) . '/../../examples');

sub examples { return $examples }

sub plackup {
    my ($app, %env) = @_;
    return _psgi($app, [qw(plackup --env deployment --host 127.0.0.1 --port PORT)], %env);
}

sub starman {
    my ($app, %env) = @_;
    return _psgi($app, [qw(starman --env deployment --workers 2 --listen 127.0.0.1:PORT)], %env);
}

# It loads the application before it forks its workers.
sub preloading_starman {
    my ($app, %env) = @_;
    return _psgi($app, [qw(starman --preload-app --env deployment --workers 2 --listen 127.0.0.1:PORT)], %env);
}

sub mojolicious {
    my ($app, %env) = @_;
    $env{MOJO_MAX_LINE_SIZE} = 16_384;
    return _start([$^X, $app, qw(daemon --mode production --listen http://127.0.0.1:PORT)], tempdir(CLEANUP => 1), %env);
}

sub _psgi {
    my ($app, $command, %env) = @_;
    return _start([@{$command}, '--app', $app], tempdir(CLEANUP => 1), %env);
}

sub _start {
    my ($command, $dir, %env) = @_;
    $env{PORTAL_BASE} //= 'http://127.0.0.1:PORT/p';
    $env{PERL5LIB} = join ':', grep { length } _modules(), $ENV{PERL5LIB} // '';
    return Server->start(command => $command, log => "$dir/log", env => \%env);
}

sub _modules {
    return abs_path($INC{'Siplaunch.pm'} =~ s{/Siplaunch\.pm\z}{}r);
}

# The library of this process.
sub _library {
    open my $maps, '<', '/proc/self/maps' or die "maps: $!";
    my ($library) = map { m{ (/\S+/libsiplaunch\.so\.\d+)$} } <$maps>;
    return $library;
}

# Apache with mod_cgi, over copies. Root's Apache becomes another user, who must be able to read all of it.
sub apache {
    my ($scripts, %env) = @_;
    my $root = tempdir(CLEANUP => 1);
    chmod 0755, $root or die "chmod: $!";
    copy(_modules() . '/.', "$root/lib");
    copy($_, $root) for glob "$scripts/*.cgi";
    copy(_library(), "$root/libsiplaunch.so.0");
    $env{LD_LIBRARY_PATH} = $root;
    my $port = Server::free_port();
    $env{PORTAL_BASE} = "http://127.0.0.1:$port/p";
    $env{PERL5LIB} = "$root/lib";
    configure("$root/apache.conf", $root, $port, %env);
    return Server->start(command => ['apache2', '-X', '-d', $root, '-f', 'apache.conf'], log => "$root/log", port => $port);
}

sub copy {
    my ($from, $to) = @_;
    system('cp', '-RL', $from, $to) == 0 or die "cannot copy $from";
    return;
}

sub configure {
    my ($path, $root, $port, %env) = @_;
    my $modules = '/usr/lib/apache2/modules';
    open my $file, '>', $path or die "$path: $!";
    print {$file} map { "LoadModule ${_}_module $modules/mod_$_.so\n" } qw(mpm_prefork authz_core alias cgi env);
    print {$file} map { "SetEnv $_ \"$env{$_}\"\n" } sort keys %env;
    print {$file} <<"CONF";
ServerName portal.example
Listen 127.0.0.1:$port
LimitRequestLine 16384
User www-data
Group www-data
DefaultRuntimeDir $root
PidFile $root/apache.pid
ErrorLog $root/log
DocumentRoot $root
ScriptAlias /p $root/launch.cgi
ScriptAlias /sign-up $root/sign-up.cgi
CONF
    close $file or die "$path: $!";
    return;
}

1;
