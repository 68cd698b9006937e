<?php

declare(strict_types=1);

namespace App;

use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;
use Siplaunch\ClaimStore;
use Siplaunch\LaunchHandler;

/** The launch handler: answers taps on the links, and looks up which are revoked. */
final class LaunchAction
{
    public function __construct(private readonly LaunchHandler $handler, private readonly ClaimStore $claims)
    {
    }

    public function __invoke(ServerRequestInterface $request, ResponseInterface $response): ResponseInterface
    {
        $launch = $this->handler->inspect(
            method: $request->getMethod(),
            query: $request->getServerParams()['QUERY_STRING'] ?? '', // as it came: Uri objects escape anew
            userAgent: $request->getHeaderLine('User-Agent'),
        );
        $answer = $launch->answerClaimed($this->claims->claim($launch));
        foreach ($answer->headers as $name => $value) {
            $response = $response->withHeader($name, $value);
        }
        $response->getBody()->write($answer->body);
        return $response->withStatus($answer->status);
    }
}
