<?php

declare(strict_types=1);

namespace App;

use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;

/** A middleware that refuses forms of other sites: each form has the secret of the browser's session. */
final class Csrf
{
    /** The name of the form's hidden field. */
    public const FIELD = 'csrf_token';

    public function __invoke(
        ServerRequestInterface $request,
        ResponseInterface $response,
        callable $next,
    ): ResponseInterface {
        session_start([
            'cookie_secure' => $request->getUri()->getScheme() === 'https',
            'cookie_httponly' => true,
            'cookie_samesite' => 'Lax',
            'use_strict_mode' => true,
        ]);
        $given = $request->getParsedBody()[self::FIELD] ?? null;
        return $request->getMethod() !== 'POST' || (is_string($given) && hash_equals($this->token(), $given))
            ? $next($request, $response)
            : $response->withStatus(403);
    }

    public function token(): string
    {
        return $_SESSION[self::FIELD] ??= bin2hex(random_bytes(16));
    }
}
