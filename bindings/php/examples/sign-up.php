<?php

declare(strict_types=1);

// The sign-up form of the handbook (B.1.1.1): makes an account, and sends its launch link to the customer by SMS.

use Siplaunch\Brand;
use Siplaunch\Credentials;
use Siplaunch\KeyRing;
use Siplaunch\Portal;
use Siplaunch\Sms;

require __DIR__ . '/../autoload.php'; // with Composer: vendor/autoload.php

// Where launch.php is reached.
$portal = new Portal(getenv('PORTAL_BASE') ?: 'https://portal.example/p');
// Made by "siplaunch keygen". Without it links are not sealed.
$keyFile = getenv('SIPLAUNCH_KEY_FILE');
// The database in which launch.php claims one-time links. Without it a sealed link works until it expires.
$claims = getenv('PORTAL_CLAIMS');

$phone = $_POST['phone'] ?? '';
if (!is_string($phone) || !preg_match('/^\+?\d{6,15}$/D', $phone)) {
    echo '<!DOCTYPE html><title>Sign up</title><form method="post">',
        '<label>Your mobile number <input name="phone" type="tel" required></label> <button>Sign up</button></form>';
    exit;
}

$credentials = createSubscriber();
[$day, $context] = [new DateInterval('P1D'), 'portal.example'];
$link = match (true) {
    !$keyFile => $portal->launchLink(Brand::sipPhone(), $credentials), // public key: who sees the link has the password
    !$claims => $portal->sealedLink(KeyRing::fromFile($keyFile), $credentials, $day, $context),
    default => $portal->oneTimeLink(KeyRing::fromFile($keyFile), $credentials, $day, $context),
};
sendSms($phone, Sms::compose(link: $link, brandName: 'sip:phone')->text);
echo '<!DOCTYPE html><title>Sign up</title><p>We have sent you an SMS: tap the link in it.';

/** Put your call to the sip:carrier's API here. */
function createSubscriber(): Credentials
{
    return new Credentials(
        username: (string) random_int(4_300_000_000, 4_399_999_999),
        server: 'example.org',
        password: bin2hex(random_bytes(8)),
    );
}

/** Put your SMS gateway here. This one leaves the message in the folder that it sends from. */
function sendSms(string $phone, #[\SensitiveParameter] string $text): void
{
    $file = tempnam(getenv('SMS_OUTBOX') ?: '/var/spool/sms/outgoing', 'launch');
    file_put_contents($file, "To: $phone\n\n$text");
}
