<?php

declare(strict_types=1);

namespace SiplaunchPortal;

use Siplaunch\Brand;
use Siplaunch\Claim;
use Siplaunch\KeyRing;
use Siplaunch\LaunchHandler;
use Siplaunch\Page;

/** The launch handler: answers taps on the links, and looks up which are revoked. */
final class Launch
{
    /** Answers a request for the path of the base; leaves all others to WordPress. */
    public static function answer(): void
    {
        ['base' => $base, 'keys' => $keys, 'brand_name' => $brandName] = Settings::all();
        [$path] = explode('?', $_SERVER['REQUEST_URI'] ?? '', 2);
        if ($path !== wp_parse_url($base, PHP_URL_PATH)) {
            return;
        }
        $handler = LaunchHandler::sealed(
            Brand::sipPhone(), // a branded app: Brand::fromFile(…)
            KeyRing::fromFile($keys),
            sealedOnly: true,
            page: new Page($base, brandName: $brandName),
        );
        // WordPress has put slashes into $_SERVER.
        $launch = $handler->inspect(...wp_unslash(LaunchHandler::request()));
        $isRevoked = $launch->id() === null ? false : Accounts::isRevoked($launch->id());
        $answer = match ($isRevoked) {
            true => $launch->answerRevoked(),
            false => $launch->answer(),
            null => $launch->answerClaimed(Claim::Unavailable), // a page that says to try again
        };
        defined('DONOTCACHEPAGE') || define('DONOTCACHEPAGE', true); // for cache plugins: the page has the login
        $answer->send();
        exit;
    }
}
