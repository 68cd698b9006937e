<?php

declare(strict_types=1);

use Siplaunch\Tests\Repository;

require __DIR__ . '/../autoload.php';

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Siplaunch\\Tests\\')) {
        require __DIR__ . '/' . strtr(substr($class, strlen('Siplaunch\\Tests\\')), '\\', '/') . '.php';
    }
});

putenv('SIPLAUNCH_LIB=' . Repository::library());
