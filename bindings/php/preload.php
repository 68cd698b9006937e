<?php

declare(strict_types=1);

// For opcache.preload: under ffi.enable=preload, PHP's default, only preloaded code may call a library. A portal with a
// preload file of its own requires this one in it.
foreach ([...glob(__DIR__ . '/src/*.php'), ...glob(__DIR__ . '/src/Internal/*.php')] as $file) {
    // Psr15Handler makes no calls, and its interfaces may not be there yet.
    if (basename($file) !== 'Psr15Handler.php') {
        opcache_compile_file($file);
    }
}
