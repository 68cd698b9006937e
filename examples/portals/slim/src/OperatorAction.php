<?php

declare(strict_types=1);

namespace App;

use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;
use Siplaunch\ClaimStore;
use Twig\Environment;

/** The operator's page: accounts, and the revocation of their links. */
final class OperatorAction
{
    public function __construct(
        private readonly Accounts $accounts,
        private readonly ClaimStore $claims,
        private readonly Environment $twig,
        private readonly Csrf $csrf,
    ) {
    }

    public function __invoke(ServerRequestInterface $request, ResponseInterface $response): ResponseInterface
    {
        if ($request->getMethod() === 'POST') {
            $this->claims->revoke($request->getParsedBody()['link_id'] ?? '');
            return $response->withStatus(303)->withHeader('Location', '/operator');
        }
        $accounts = [];
        foreach ($this->accounts->all() as $account) {
            $accounts[] = $account + ['revoked' => $this->claims->find($account['link_id'])?->revokedAt !== null];
        }
        $values = ['accounts' => $accounts, 'csrf_token' => $this->csrf->token()];
        $response->getBody()->write($this->twig->render('operator.html.twig', $values));
        return $response;
    }
}
