<?php

declare(strict_types=1);

namespace App;

use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;

/** A middleware that asks for the operator's password. */
final class OperatorPassword
{
    public function __construct(#[\SensitiveParameter] private readonly string $password)
    {
    }

    public function __invoke(
        ServerRequestInterface $request,
        ResponseInterface $response,
        callable $next,
    ): ResponseInterface {
        $server = $request->getServerParams();
        return ($server['PHP_AUTH_USER'] ?? '') === 'operator'
            && hash_equals($this->password, $server['PHP_AUTH_PW'] ?? '')
            ? $next($request, $response)
            : $response->withStatus(401)->withHeader('WWW-Authenticate', 'Basic realm="operator", charset="UTF-8"');
    }
}
