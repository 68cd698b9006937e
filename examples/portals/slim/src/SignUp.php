<?php

declare(strict_types=1);

namespace App;

use Siplaunch\Credentials;
use Siplaunch\KeyRing;
use Siplaunch\Link;
use Siplaunch\Portal;

/** Makes accounts, and sends their links. */
final class SignUp
{
    public function __construct(
        private readonly Accounts $accounts,
        private readonly Portal $portal,
        private readonly KeyRing $keyRing,
        private readonly Messages $messages,
        private readonly string $sipServer,
    ) {
    }

    /**
     * Returns false if the username is taken. If a message cannot be sent, no account is left.
     *
     * @throws \Siplaunch\CredentialsException for a bad username or password
     * @throws \Siplaunch\InputException for one that is not UTF-8, or too long
     * @throws MessageException
     */
    public function signUp(
        string $username,
        #[\SensitiveParameter] string $password,
        string $email,
        string $mobile,
    ): bool {
        $credentials = new Credentials(username: $username, server: $this->sipServer, password: $password);
        $link = $this->portal->sealedLink($this->keyRing, $credentials, expires: new \DateInterval('P1D'));
        $linkId = $this->keyRing->open(Link::parseLaunchLink($link))->id;
        $ha1 = md5("$username:$this->sipServer:$password");
        if (!$this->accounts->add($username, $ha1, $email, $linkId)) {
            return false;
        }
        try {
            $this->messages->sendMail($email, $link);
            $this->messages->sendSms($mobile, $link);
        } catch (\Throwable $exception) {
            $this->accounts->delete($username);
            throw $exception;
        }
        return true;
    }
}
