<?php

declare(strict_types=1);

namespace App;

use Siplaunch\Credentials;
use Siplaunch\KeyRing;
use Siplaunch\Link;
use Siplaunch\Mail;
use Siplaunch\Portal;
use Siplaunch\Sms;
use Symfony\Component\Mailer\MailerInterface;
use Symfony\Component\Mime\Email;
use Symfony\Contracts\HttpClient\HttpClientInterface;

/** Makes accounts, and sends their links. */
final class SignUp
{
    public function __construct(
        private readonly Accounts $accounts,
        private readonly Portal $portal,
        private readonly KeyRing $keyRing,
        private readonly MailerInterface $mailer,
        private readonly HttpClientInterface $http,
        private readonly string $sipServer,
        private readonly string $brandName,
        private readonly string $mailFrom,
        #[\SensitiveParameter] private readonly string $smsUrl,
    ) {
    }

    /**
     * Returns false if the username is taken. If a message cannot be sent, no account is left.
     *
     * @throws \Siplaunch\CredentialsException for a bad username or password
     * @throws \Siplaunch\InputException for one that is not UTF-8, or too long
     * @throws \Symfony\Component\Mailer\Exception\TransportExceptionInterface
     * @throws \Symfony\Contracts\HttpClient\Exception\ExceptionInterface with the link in its message
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
            $this->sendMail($email, $link);
            $this->sendSms($mobile, $link);
        } catch (\Throwable $exception) {
            $this->accounts->delete($username);
            throw $exception;
        }
        return true;
    }

    private function sendMail(string $email, #[\SensitiveParameter] string $link): void
    {
        $mail = Mail::compose(link: $link, brandName: $this->brandName);
        $this->mailer->send((new Email())
            ->from($this->mailFrom)->to($email)
            ->subject($mail->subject)->text($mail->text)->html($mail->html));
    }

    private function sendSms(string $mobile, #[\SensitiveParameter] string $link): void
    {
        $sms = Sms::compose(link: $link, brandName: $this->brandName);
        $query = ['to' => $mobile, 'text' => $sms->text];
        $this->http->request('GET', $this->smsUrl, ['query' => $query])->getContent(); // throws, unless it is 2xx
    }
}
