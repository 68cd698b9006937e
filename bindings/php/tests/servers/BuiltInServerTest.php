<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

/** PHP's own server, "php -S". */
final class BuiltInServerTest extends PortalCase
{
    protected function start(Folder $folder, int $port, array $environment): array
    {
        $router = $folder->write('router.php', <<<'PHP'
            <?php
            $script = ['/p' => 'launch.php', '/sign-up' => 'sign-up.php'];
            require __DIR__ . '/bindings/php/examples/' . $script[strtok($_SERVER['REQUEST_URI'], '?')];
            PHP);
        $server = new Process(
            [PHP_BINARY, '-d', 'ffi.enable=1', '-S', "127.0.0.1:$port", $router],
            $environment,
            "$folder->path/server.log",
        );
        $server->awaitListener("tcp://127.0.0.1:$port");
        return [$server];
    }
}
