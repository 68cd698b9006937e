<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use Siplaunch\Brand;
use Siplaunch\ClaimStore;
use Siplaunch\Credentials;
use Siplaunch\KeyRing;
use Siplaunch\Launch;
use Siplaunch\LaunchHandler;

/** Links and taps for the tests of claims. */
final class Claims
{
    public const NOW = 1_800_000_000;
    public const EXPIRES = self::NOW + 7 * 86_400;

    /** The query of a new one-time link. */
    public static function link(): string
    {
        return 'c=' . self::keyRing()->sealOneTime(self::credentials(), self::EXPIRES);
    }

    /** The query of a sealed link that is no one-time link. */
    public static function plainLink(): string
    {
        return 'c=' . self::keyRing()->seal(self::credentials(), self::EXPIRES);
    }

    public static function launch(string $query, string $method = 'POST', int $now = self::NOW): Launch
    {
        return LaunchHandler::sealed(Brand::sipPhone(), self::keyRing())->inspect($method, $query, now: $now);
    }

    public static function id(string $query): string
    {
        return (string) self::launch($query)->id();
    }

    /** The taps left with a link just before the end of the usual grace, and then. */
    public static function tapsLeft(mixed ...$with): string
    {
        $claims = new ClaimStore(new \PDO('sqlite::memory:'), ...$with);
        $claims->create();
        $launch = self::launch(self::link());
        $claims->claim($launch, self::NOW);
        $left = static fn (int $after) => $claims->find((string) $launch->id(), self::NOW + $after)->tapsLeft;
        return "{$left(599)} {$left(600)}";
    }

    public static function keyRing(): KeyRing
    {
        return new KeyRing([str_repeat('k', 32)], 0);
    }

    private static function credentials(): Credentials
    {
        return new Credentials('testuser', 'example.org', 'testpass');
    }
}
