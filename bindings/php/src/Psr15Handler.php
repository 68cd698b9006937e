<?php

declare(strict_types=1);

namespace Siplaunch;

use Psr\Http\Message\ResponseFactoryInterface;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;
use Psr\Http\Server\RequestHandlerInterface;

/**
 * The launch handler for frameworks that speak PSR-15. It needs the interfaces of PSR-15 and PSR-17.
 *
 * Send the response's headers as they are: a Uri object turns the first characters of the token in a Location to lower
 * case, which destroys it.
 *
 * ```
 * $app->any('/p', new Siplaunch\Psr15Handler($handler, $responseFactory, claims: $claims));
 * ```
 */
final class Psr15Handler implements RequestHandlerInterface
{
    /** @param ClaimStore|null $claims the claims of one-time links; null refuses them */
    public function __construct(
        private readonly LaunchHandler $handler,
        private readonly ResponseFactoryInterface $responses,
        private readonly ?ClaimStore $claims = null,
    ) {
    }

    public function handle(ServerRequestInterface $request): ResponseInterface
    {
        $answer = $this->handler->answer(
            $this->claims,
            $request->getMethod(),
            $request->getUri()->getQuery(),
            $request->getHeaderLine('User-Agent'),
        );
        $response = $this->responses->createResponse($answer->status);
        foreach ($answer->headers as $name => $value) {
            $response = $response->withHeader($name, $value);
        }
        $response->getBody()->write($answer->body);
        return $response;
    }
}
