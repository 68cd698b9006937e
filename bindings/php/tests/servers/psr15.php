<?php

declare(strict_types=1);

// The interface of psr/http-server-handler, which Debian has no package of.

namespace Psr\Http\Server;

use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;

require_once 'Psr/Http/Message/autoload.php';

interface RequestHandlerInterface
{
    public function handle(ServerRequestInterface $request): ResponseInterface;
}
