<?php

declare(strict_types=1);

// The launch handler as a PSR-15 request handler, with a PSR-7 library.

use GuzzleHttp\Psr7\HttpFactory;
use GuzzleHttp\Psr7\ServerRequest;
use Siplaunch\LaunchHandler;
use Siplaunch\Psr15Handler;

require __DIR__ . '/../autoload.php'; // with Composer: vendor/autoload.php
require 'GuzzleHttp/Psr7/autoload.php'; // Debian's php-guzzlehttp-psr7; not with Composer

$handler = new Psr15Handler(new LaunchHandler(), new HttpFactory());
$response = $handler->handle(ServerRequest::fromGlobals());

// What a framework's emitter does.
foreach ($response->getHeaders() as $name => $values) {
    foreach ($values as $value) {
        header("$name: $value", false);
    }
}
http_response_code($response->getStatusCode());
echo $response->getBody();
