<?php

declare(strict_types=1);

// The launch handler of the handbook (B.1.1.2): brings the phone from the launch link to the app.

use Siplaunch\Brand;
use Siplaunch\ClaimStore;
use Siplaunch\KeyRing;
use Siplaunch\LaunchHandler;
use Siplaunch\Page;

require __DIR__ . '/../autoload.php'; // with Composer: vendor/autoload.php

$keyFile = getenv('SIPLAUNCH_KEY_FILE');
if (!$keyFile) {
    (new LaunchHandler(scheme: 'sipphone'))->send();
    exit;
}

// The database of one-time links, such as "sqlite:/var/lib/portal/claims.db". Its table is made once:
// (new ClaimStore(new PDO(…)))->create().
$source = getenv('PORTAL_CLAIMS');
$claims = $source ? new ClaimStore(static fn () => new PDO($source)) : null;

// The same with sealed links, and with a page in place of a redirect.
LaunchHandler::sealed(
    brand: Brand::sipPhone(),
    keyRing: KeyRing::fromFile($keyFile),
    context: 'portal.example',
    sealedOnly: true,
    page: new Page(getenv('PORTAL_BASE') ?: 'https://portal.example/p', brandName: 'sip:phone'),
)->send(claims: $claims);
