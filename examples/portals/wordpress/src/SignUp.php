<?php

declare(strict_types=1);

namespace SiplaunchPortal;

use PHPMailer\PHPMailer\PHPMailer;
use Siplaunch\Credentials;
use Siplaunch\KeyRing;
use Siplaunch\Link;
use Siplaunch\Mail;
use Siplaunch\Portal;
use Siplaunch\Sms;

/** Makes accounts, and sends their links. */
final class SignUp
{
    /**
     * Returns false if the username is taken. If a message cannot be sent, no account is left.
     *
     * @throws \Siplaunch\CredentialsException for a bad username or password
     * @throws \Siplaunch\InputException for one that is not UTF-8, or too long
     * @throws \RuntimeException if the account cannot be stored or its link cannot be sent; without the link
     */
    public static function signUp(
        string $username,
        #[\SensitiveParameter] string $password,
        string $email,
        string $mobile,
    ): bool {
        ['base' => $base, 'keys' => $keys, 'sip_server' => $server] = Settings::all();
        $keyRing = KeyRing::fromFile($keys);
        $credentials = new Credentials(username: $username, server: $server, password: $password);
        $link = (new Portal($base))->sealedLink($keyRing, $credentials, expires: new \DateInterval('P1D'));
        $linkId = $keyRing->open(Link::parseLaunchLink($link))->id;
        if (!Accounts::add($username, md5("$username:$server:$password"), $email, $linkId)) {
            return false;
        }
        if (!self::sendMail($email, $link) || !self::sendSms($mobile, $link)) {
            Accounts::delete($username);
            throw new \RuntimeException('no link sent');
        }
        return true;
    }

    private static function sendMail(string $email, #[\SensitiveParameter] string $link): bool
    {
        ['brand_name' => $brandName, 'mail_from' => $from] = Settings::all();
        $mail = Mail::compose(link: $link, brandName: $brandName);
        // wp_mail() takes one part; WordPress's PHPMailer has a property for the other.
        $addText = static function (PHPMailer $message) use ($mail): void {
            $message->AltBody = $mail->text;
        };
        add_action('phpmailer_init', $addText);
        $headers = ["From: $from", 'Content-Type: text/html; charset=UTF-8'];
        $isSent = wp_mail($email, $mail->subject, $mail->html, $headers);
        remove_action('phpmailer_init', $addText);
        return $isSent;
    }

    private static function sendSms(string $mobile, #[\SensitiveParameter] string $link): bool
    {
        ['brand_name' => $brandName, 'sms_url' => $url] = Settings::all();
        $sms = Sms::compose(link: $link, brandName: $brandName);
        $query = array_map(rawurlencode(...), ['to' => $mobile, 'text' => $sms->text]);
        $answer = wp_remote_get(add_query_arg($query, $url), ['timeout' => 10]);
        return intdiv((int) wp_remote_retrieve_response_code($answer), 100) === 2;
    }
}
