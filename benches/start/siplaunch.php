<?php

declare(strict_types=1);

// One launch link by the PHP package.
// usage: siplaunch.php USERNAME SERVER BASE, the password on standard input

use Siplaunch\Brand;
use Siplaunch\Credentials;
use Siplaunch\Portal;

require __DIR__ . '/../../bindings/php/autoload.php';

[, $username, $server, $base] = $argv;
$credentials = new Credentials($username, $server, stream_get_contents(STDIN));
echo (new Portal($base))->launchLink(Brand::sipPhone(), $credentials), "\n";
