<?php

declare(strict_types=1);

namespace App\Controller;

use Siplaunch\ClaimStore;
use Siplaunch\LaunchHandler;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

/** The launch handler: answers taps on the links, and looks up which are revoked. */
final class LaunchController
{
    public function __construct(private readonly LaunchHandler $handler, private readonly ClaimStore $claims)
    {
    }

    public function __invoke(Request $request): Response
    {
        $launch = $this->handler->inspect(
            method: $request->getMethod(),
            query: $request->server->get('QUERY_STRING', ''), // raw: getQueryString() sorts and escapes anew
            userAgent: $request->headers->get('User-Agent', ''),
        );
        $answer = $launch->answerClaimed($this->claims->claim($launch));
        return new Response($answer->body, $answer->status, $answer->headers);
    }
}
