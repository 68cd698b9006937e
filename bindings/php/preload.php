<?php

declare(strict_types=1);

// For opcache.preload: under ffi.enable=preload, PHP's default, only preloaded code may call a library. A portal with a
// preload file of its own requires this one in it.
$files = [__DIR__ . '/functions.php', ...glob(__DIR__ . '/src/*.php'), ...glob(__DIR__ . '/src/Internal/*.php')];
foreach ($files as $file) {
    // Psr15Handler calls no library, and its interfaces can be missing here.
    if (basename($file) !== 'Psr15Handler.php') {
        opcache_compile_file($file);
    }
}
