<?php

declare(strict_types=1);

// The launch handler with Symfony's HttpFoundation, as a controller returns it. Not RedirectResponse: its body repeats
// the link.

use Siplaunch\LaunchHandler;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

require __DIR__ . '/../autoload.php'; // with Composer: vendor/autoload.php
require 'Symfony/Component/HttpFoundation/autoload.php'; // Debian's php-symfony-http-foundation; not with Composer

$request = Request::createFromGlobals();
$answer = (new LaunchHandler())->handle(
    method: $request->server->get('REQUEST_METHOD', ''),
    query: $request->server->get('QUERY_STRING', ''), // raw: getQueryString() sorts and escapes anew
    userAgent: $request->headers->get('User-Agent', ''),
);
(new Response($answer->body, $answer->status, $answer->headers))->send();
