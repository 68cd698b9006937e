<?php

declare(strict_types=1);

// Debian's packages. With Composer: require __DIR__ . '/vendor/autoload.php' in their place.
require_once 'Slim/autoload.php';
require_once 'Twig/autoload.php';
require_once 'libphp-phpmailer/autoload.php';
require_once 'Siplaunch/autoload.php';

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'App\\')) {
        require __DIR__ . '/src/' . substr($class, strlen('App\\')) . '.php';
    }
});
