<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use Siplaunch\Brand;
use Siplaunch\ClaimStore;
use Siplaunch\Credentials;
use Siplaunch\CredentialsException;
use Siplaunch\KeyRing;
use Siplaunch\LaunchHandler;
use Siplaunch\Link;
use Siplaunch\Mail;
use Siplaunch\Page;
use Siplaunch\Portal;
use Siplaunch\QrCode;
use Siplaunch\Sms;
use Siplaunch\SmsBudget;
use Siplaunch\Ticket;
use Siplaunch\TokenException;

use function Siplaunch\explain;

/** Each call of the package once, with objects and exceptions. */
final class Everything
{
    private const BASE = 'https://portal.example/p';

    /** One for all: SQLite keeps some memory of each. */
    private static ?\PDO $database = null;

    public static function once(): void
    {
        $credentials = new Credentials('testuser', 'example.org', 'testpass');
        try {
            (new Credentials('testuser', 'example.org', '&'))->check();
        } catch (CredentialsException) {
        }
        $credentials->ambiguities();
        $portal = new Portal(self::BASE);
        $link = self::brands($portal, $credentials);
        $keyRing = new KeyRing([str_repeat('k', 32)], 0);
        KeyRing::fromToml("current = 0\n[keys]\n0 = \"" . str_repeat('5e', 32) . "\"\n");
        $sealed = $keyRing->seal($credentials, 4_000_000_000);
        $keyRing->open($sealed);
        Link::sealedTokenId($sealed);
        $portal->sealedLink($keyRing, $credentials, new \DateInterval('P1D'));
        $portal->oneTimeLink($keyRing, $credentials, new \DateInterval('P1D'));
        iterator_count($portal->sealedLinks($keyRing, [$credentials], new \DateInterval('P1D')));
        self::handlers($keyRing, $sealed);
        self::claims($keyRing, $keyRing->sealOneTime($credentials, 4_000_000_000));

        Sms::compose($link, 'Acme');
        SmsBudget::of($link);
        Sms::sealedBudget($portal, $credentials, 'Acme');
        Sms::oneTimeBudget($portal, $credentials, 'Acme');
        Mail::compose($link, 'Acme');
        (new QrCode($link))->toSvg();
        (new QrCode('x'))->toPng(1);
        (new QrCode('x'))->toTerminal();
        Ticket::text('testuser', 'example.org', 1, str_repeat('a', 32));
    }

    private static function brands(Portal $portal, Credentials $credentials): string
    {
        Brand::fromToml("key = \"0123456789abcdef\"\niv = \"0123456789abcdef\"\n");
        $brand = new Brand(str_repeat('k', 16), str_repeat('i', 16), 'acme');
        $brand->usesPublishedKey();
        $token = $brand->token($credentials);
        $brand->decodeCredentials($brand->rawToken($brand->decode($token)));
        Link::parseAppLink($brand->appLink($credentials), $brand->scheme());
        Link::appLink($token, 'acme');
        Link::checkToken($token);
        Link::escapedToken($token);
        explain($brand->intentLink($credentials, 'com.example.phone'), $brand);
        $link = $portal->launchLink($brand, $credentials);
        iterator_count($portal->launchLinks($brand, [$credentials, new Credentials('', '', "\0")]));
        explain($link, $brand);
        Link::parseLaunchLink($portal->link($token));
        try {
            $portal->link('x');
        } catch (TokenException) {
        }
        return $link;
    }

    private static function handlers(KeyRing $keyRing, string $sealed): void
    {
        Page::settings();
        $page = new Page(self::BASE, texts: ['title' => 'x'], brandName: 'Acme');
        (new LaunchHandler(page: $page))->handle('GET', "c=$sealed");
        $launch = LaunchHandler::sealed(Brand::sipPhone(), $keyRing)->inspect('GET', "c=$sealed");
        $launch->opened();
        $launch->answer();
        $launch->answerRevoked();
    }

    private static function claims(KeyRing $keyRing, string $oneTime): void
    {
        $claims = new ClaimStore(self::$database ??= new \PDO('sqlite::memory:'));
        $claims->create();
        $launch = LaunchHandler::sealed(Brand::sipPhone(), $keyRing, confirm: true)->inspect('POST', "c=$oneTime");
        $launch->answerClaimed($claims->claim($launch));
        $claims->find((string) $launch->id());
        $claims->revoke((string) $launch->id());
        iterator_to_array($claims->list());
        $claims->purge();
        $claims->forget((string) $launch->id());
    }
}
