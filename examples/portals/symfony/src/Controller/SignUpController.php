<?php

declare(strict_types=1);

namespace App\Controller;

use App\Form\SignUpType;
use App\SignUp;
use Psr\Log\LoggerInterface;
use Siplaunch\CredentialsException;
use Siplaunch\InputException;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\Form\FormError;
use Symfony\Component\Form\FormFactoryInterface;
use Symfony\Component\Form\FormInterface;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Mailer\Exception\TransportExceptionInterface;
use Symfony\Contracts\HttpClient\Exception\ExceptionInterface;

final class SignUpController extends AbstractController
{
    public function __construct(private readonly SignUp $signUp, private readonly LoggerInterface $logger)
    {
    }

    public function signUp(Request $request, FormFactoryInterface $forms): Response
    {
        $form = $forms->createNamed('', SignUpType::class)->handleRequest($request);
        if ($form->isSubmitted() && $form->isValid()) {
            $error = $this->errorOf($form);
            if ($error === null) {
                return $this->redirectToRoute('sent', [], Response::HTTP_SEE_OTHER);
            }
            $form->addError(new FormError($error));
        }
        $status = $form->isSubmitted() ? Response::HTTP_UNPROCESSABLE_ENTITY : Response::HTTP_OK;
        return $this->render('sign_up.html.twig', ['form' => $form->createView()], new Response(status: $status));
    }

    public function sent(): Response
    {
        return $this->render('sent.html.twig');
    }

    /** Signs up, and returns what the customer can mend. */
    private function errorOf(FormInterface $form): ?string
    {
        try {
            return $this->signUp->signUp(...$form->getData()) ? null : 'This username is taken: choose another.';
        } catch (CredentialsException | InputException $exception) {
            return $exception->getMessage();
        } catch (TransportExceptionInterface | ExceptionInterface $exception) {
            // Its class alone: the message can have the link in it.
            $this->logger->error('No link sent: ' . get_class($exception));
            return 'We cannot send your link at the moment: please try again later.';
        }
    }
}
