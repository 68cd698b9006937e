<?php

declare(strict_types=1);

namespace App\Controller;

use App\Accounts;
use Siplaunch\ClaimStore;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

/** The operator's page. config/packages/security.yaml asks for the password. */
final class OperatorController extends AbstractController
{
    public function __construct(private readonly Accounts $accounts, private readonly ClaimStore $claims)
    {
    }

    public function list(): Response
    {
        $accounts = [];
        foreach ($this->accounts->all() as $account) {
            $accounts[] = $account + ['revoked' => $this->claims->find($account['link_id'])?->revokedAt !== null];
        }
        return $this->render('operator.html.twig', ['accounts' => $accounts]);
    }

    public function revoke(Request $request): Response
    {
        $linkId = (string) $request->request->get('link_id');
        if (!$this->isCsrfTokenValid("revoke-$linkId", (string) $request->request->get('_token'))) {
            throw $this->createAccessDeniedException();
        }
        $this->claims->revoke($linkId);
        return $this->redirectToRoute('operator', [], Response::HTTP_SEE_OTHER);
    }
}
