<?php

declare(strict_types=1);

// For portals without Composer.
require_once __DIR__ . '/functions.php';

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Siplaunch\\')) {
        $file = __DIR__ . '/src/' . strtr(substr($class, strlen('Siplaunch\\')), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
