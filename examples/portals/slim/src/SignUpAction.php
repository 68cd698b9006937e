<?php

declare(strict_types=1);

namespace App;

use PHPMailer\PHPMailer\PHPMailer;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;
use Siplaunch\CredentialsException;
use Siplaunch\InputException;
use Twig\Environment;

/** The sign-up form. */
final class SignUpAction
{
    private const FIELDS = ['username', 'password', 'email', 'mobile'];

    public function __construct(
        private readonly SignUp $signUp,
        private readonly Environment $twig,
        private readonly Csrf $csrf,
    ) {
    }

    public function __invoke(ServerRequestInterface $request, ResponseInterface $response): ResponseInterface
    {
        $values = array_fill_keys(self::FIELDS, '');
        if ($request->getMethod() !== 'POST') {
            return $this->show($response, $values, null);
        }
        $given = array_intersect_key($request->getParsedBody(), $values);
        $values = array_merge($values, array_filter($given, is_string(...)));
        $error = self::bad($values) ?? $this->errorOf($values);
        return $error === null
            ? $response->withStatus(303)->withHeader('Location', '/sent')
            : $this->show($response->withStatus(422), $values, $error);
    }

    public function sent(ServerRequestInterface $request, ResponseInterface $response): ResponseInterface
    {
        $response->getBody()->write($this->twig->render('sent.html.twig'));
        return $response;
    }

    /** What siplaunch does not check. */
    private static function bad(array $values): ?string
    {
        return match (true) {
            mb_strlen($values['username']) > 64 => 'The username is too long: 64 characters are allowed.',
            mb_strlen($values['password']) > 64 => 'The password is too long: 64 characters are allowed.',
            !PHPMailer::validateAddress($values['email']) => 'This is no e-mail address.',
            !preg_match('/^\+[0-9]{6,15}$/D', $values['mobile']) => 'The mobile number must be like +431234567.',
            default => null,
        };
    }

    /** Signs up, and returns what the customer can mend. */
    private function errorOf(array $values): ?string
    {
        try {
            return $this->signUp->signUp(...$values) ? null : 'This username is taken: choose another.';
        } catch (CredentialsException | InputException $exception) {
            return $exception->getMessage();
        } catch (MessageException $exception) {
            error_log("No link sent: {$exception->getMessage()}");
            return 'We cannot send your link at the moment: please try again later.';
        }
    }

    private function show(ResponseInterface $response, array $values, ?string $error): ResponseInterface
    {
        unset($values['password']);
        $response->getBody()->write($this->twig->render('sign_up.html.twig', [
            'values' => $values,
            'error' => $error,
            'csrf_token' => $this->csrf->token(),
        ]));
        return $response;
    }
}
