<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

/** nginx and php-fpm, with PHP's default ffi.enable=preload. */
abstract class FpmCase extends PortalCase
{
    /** The folder of ini files that php-fpm reads on top of its own; none is ''. */
    abstract protected function iniFolder(Folder $folder): string;

    /** Lines of the pool's section. */
    abstract protected function poolLines(): string;

    protected function start(Folder $folder, int $port, array $environment): array
    {
        $fpm = $this->startFpm($folder, $environment);
        $user = posix_geteuid() === 0 ? 'user www-data;' : '';
        $configuration = $folder->write('nginx.conf', <<<NGINX
            daemon off;
            worker_processes 1;
            pid $folder->path/nginx.pid;
            error_log $folder->path/nginx.log;
            $user
            events {}
            http {
                access_log off;
                client_body_temp_path $folder->path/body;
                fastcgi_temp_path $folder->path/fastcgi;
                proxy_temp_path $folder->path/proxy;
                uwsgi_temp_path $folder->path/uwsgi;
                scgi_temp_path $folder->path/scgi;
                server {
                    listen 127.0.0.1:$port;
                    location = /p {
                        include /etc/nginx/fastcgi_params;
                        fastcgi_pass unix:$folder->path/fpm.sock;
                        fastcgi_param SCRIPT_FILENAME $folder->path/bindings/php/examples/launch.php;
                    }
                    location = /sign-up {
                        include /etc/nginx/fastcgi_params;
                        fastcgi_pass unix:$folder->path/fpm.sock;
                        fastcgi_param SCRIPT_FILENAME $folder->path/bindings/php/examples/sign-up.php;
                    }
                }
            }
            NGINX);
        $command = ['nginx', '-c', $configuration, '-e', "$folder->path/nginx.log"];
        $nginx = new Process($command, [], "$folder->path/nginx.out");
        $nginx->awaitListener("tcp://127.0.0.1:$port");
        return [$nginx, $fpm];
    }

    /** @param array<string, string> $environment */
    private function startFpm(Folder $folder, array $environment): Process
    {
        $users = posix_geteuid() === 0 ? "user = www-data\nlisten.owner = www-data" : '';
        $variables = '';
        foreach ($environment as $name => $value) {
            $variables .= "env[$name] = $value\n";
        }
        $configuration = $folder->write('fpm.conf', <<<FPM
            [global]
            error_log = $folder->path/fpm.log
            daemonize = no
            [www]
            $users
            listen = $folder->path/fpm.sock
            pm = static
            pm.max_children = 2
            catch_workers_output = yes
            php_admin_value[error_log] = $folder->path/php.log
            $variables
            {$this->poolLines()}
            FPM);
        [$binary] = glob('/usr/sbin/php-fpm*');
        $fpm = new Process(
            [$binary, '--fpm-config', $configuration],
            ['PHP_INI_SCAN_DIR' => ':' . $this->iniFolder($folder), 'LD_LIBRARY_PATH' => $folder->path],
            "$folder->path/fpm.out",
        );
        $fpm->awaitListener("unix://$folder->path/fpm.sock");
        return $fpm;
    }
}
