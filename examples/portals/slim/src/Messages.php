<?php

declare(strict_types=1);

namespace App;

use PHPMailer\PHPMailer\Exception;
use PHPMailer\PHPMailer\PHPMailer;
use Siplaunch\Mail;
use Siplaunch\Sms;

/** Sends links. No exception and no log has one in it. */
final class Messages
{
    private const SECONDS = 10;

    public function __construct(
        private readonly string $brandName,
        private readonly string $mailFrom,
        private readonly int $smtpPort,
        #[\SensitiveParameter] private readonly string $smsUrl,
    ) {
    }

    /** @throws MessageException */
    public function sendMail(string $email, #[\SensitiveParameter] string $link): void
    {
        $mail = Mail::compose(link: $link, brandName: $this->brandName);
        [$from] = PHPMailer::parseAddresses($this->mailFrom, false, PHPMailer::CHARSET_UTF8);
        $message = new PHPMailer(exceptions: true);
        $message->isSMTP();
        $message->Host = '127.0.0.1';
        $message->Port = $this->smtpPort;
        $message->SMTPAutoTLS = false; // the mail server is on this machine
        $message->Timeout = self::SECONDS;
        $message->CharSet = PHPMailer::CHARSET_UTF8;
        $message->Subject = $mail->subject;
        $message->Body = $mail->html;
        $message->AltBody = $mail->text;
        try {
            $message->setFrom($from['address'], $from['name']);
            $message->addAddress($email);
            $message->send();
        } catch (Exception) {
            throw new MessageException('the mail server took no mail');
        }
    }

    /** @throws MessageException */
    public function sendSms(string $mobile, #[\SensitiveParameter] string $link): void
    {
        $sms = Sms::compose(link: $link, brandName: $this->brandName);
        $url = "$this->smsUrl&" . http_build_query(['to' => $mobile, 'text' => $sms->text]);
        $context = stream_context_create(['http' => ['timeout' => self::SECONDS]]);
        // PHP's warning would have the URL in it.
        if (@file_get_contents($url, false, $context) === false) {
            throw new MessageException('the SMS gateway took no SMS');
        }
    }
}
