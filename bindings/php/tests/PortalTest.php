<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Brand;
use Siplaunch\Credentials;
use Siplaunch\CredentialsException;
use Siplaunch\Exception;
use Siplaunch\InputException;
use Siplaunch\KeyRing;
use Siplaunch\Link;
use Siplaunch\LinkException;
use Siplaunch\Portal;
use Siplaunch\SealedException;
use Siplaunch\Sms;
use Siplaunch\Status;
use Siplaunch\TokenException;

final class PortalTest extends TestCase
{
    public function testTheTwoWaysToALaunchLink(): void
    {
        $portal = new Portal('https://portal.example/p');
        $credentials = new Credentials('testuser', 'example.org', 'testpass');
        self::assertSame(Handbook::LINK, $portal->launchLink(Brand::sipPhone(), $credentials));
        $named = $portal->launchLinkOf(
            Brand::sipPhone(),
            password: 'testpass',
            username: 'testuser',
            server: 'example.org',
        );
        self::assertSame(Handbook::LINK, $named);
    }

    public function testDefaultsAreThoseOfTheSipPhoneApp(): void
    {
        self::assertSame(Handbook::APP_LINK, Link::appLink(Handbook::TOKEN));
        self::assertSame(Handbook::TOKEN, Link::parseAppLink(Handbook::APP_LINK));
        self::assertSame(Handbook::TOKEN, Link::parseLaunchLink(Handbook::LINK));
    }

    public function testLinksAroundTheBuffersSize(): void
    {
        $portal = new Portal('https://portal.example/p');
        $brand = Brand::sipPhone();
        for ($length = 400; $length < 1000; $length += 7) {
            $password = str_repeat('p', $length);
            $link = $portal->launchLinkOf($brand, 'u', 's', $password);
            self::assertSame($password, $brand->decodeCredentials(Link::parseLaunchLink($link))->password);
        }
        self::assertGreaterThan(1024, strlen($link));
    }

    /** @return iterable<string, array{list<string>, int}> */
    public function badFields(): iterable
    {
        yield 'no username' => [['', 's', 'p'], Status::USERNAME_EMPTY];
        yield 'no server' => [['u', '', 'p'], Status::SERVER_EMPTY];
        yield 'no password' => [['u', 's', ''], Status::PASSWORD_EMPTY];
        yield 'nothing' => [['', '', ''], Status::USERNAME_EMPTY];
        // The library's call separates the fields by NUL.
        yield 'NUL in username' => [["u\0x", 's', 'p'], Status::USERNAME_CHARACTER];
        yield 'NUL in server' => [['u', "s\0", 'p'], Status::SERVER_CHARACTER];
        yield 'NUL in password' => [['u', 's', "p\0p"], Status::PASSWORD_CHARACTER];
        yield 'a smuggled server' => [['u', 's', 'x&server=evil.example'], Status::PASSWORD_CHARACTER];
        yield 'a line ending' => [['u', 's', "p\n"], Status::PASSWORD_CHARACTER];
    }

    /**
     * @dataProvider badFields
     * @param list<string> $fields
     */
    public function testBadCredentials(array $fields, int $status): void
    {
        $portal = new Portal('https://portal.example/p');
        $brand = Brand::sipPhone();
        $keyRing = new KeyRing([str_repeat('k', 32)], 0);
        $credentials = new Credentials(...$fields);
        $uses = [
            fn () => $credentials->check(),
            fn () => $credentials->ambiguities(),
            fn () => $portal->launchLinkOf($brand, ...$fields),
            fn () => $portal->launchLink($brand, $credentials),
            fn () => $portal->sealedLink($keyRing, $credentials, 4_000_000_000),
            fn () => $portal->oneTimeLink($keyRing, $credentials, 4_000_000_000),
            fn () => $brand->token($credentials),
            fn () => $brand->appLink($credentials),
            fn () => $brand->intentLink($credentials, 'com.example.phone'),
            fn () => $keyRing->seal($credentials, 4_000_000_000),
            fn () => $keyRing->sealOneTime($credentials, 4_000_000_000),
            fn () => Sms::sealedBudget($portal, $credentials, 'Acme'),
            fn () => Sms::oneTimeBudget($portal, $credentials, 'Acme'),
        ];
        foreach ($uses as $use) {
            self::assertFails(CredentialsException::class, $status, $use);
        }
    }

    public function testOtherBadInputs(): void
    {
        $portal = new Portal('https://portal.example/p');
        $brand = Brand::sipPhone();
        $keyRing = new KeyRing([str_repeat('k', 32)], 0);
        $credentials = new Credentials('u', 's', 'p');
        $failures = [
            [LinkException::class, Status::PORTAL_BASE, fn () => new Portal('portal.example')],
            [LinkException::class, Status::PARAM, fn () => new Portal('https://portal.example/', 'a b')],
            [TokenException::class, Status::TOKEN, fn () => $portal->link('no token')],
            [InputException::class, Status::NOT_UTF8, fn () => (new Credentials('u', 's', "\xff"))->check()],
            [InputException::class, Status::NOT_UTF8, fn () => $portal->launchLinkOf($brand, "\xff", 's', 'p')],
            [
                InputException::class,
                Status::INPUT_TOO_LONG,
                fn () => $portal->launchLinkOf($brand, str_repeat('u', 1 << 21), 's', 'p'),
            ],
            [SealedException::class, Status::EXPIRES, fn () => $portal->sealedLink($keyRing, $credentials, -1)],
            [SealedException::class, Status::EXPIRES, fn () => $portal->sealedLink($keyRing, $credentials, 1 << 32)],
            [SealedException::class, Status::EXPIRES, fn () => $portal->oneTimeLink($keyRing, $credentials, -1)],
            [SealedException::class, Status::EXPIRES, fn () => $keyRing->sealOneTime($credentials, 1 << 32)],
            [LinkException::class, Status::LINK, fn () => Link::parseLaunchLink('https://portal.example/p')],
        ];
        foreach ($failures as [$class, $status, $call]) {
            self::assertFails($class, $status, $call);
        }
    }

    public function testASignalHandlerMayMakeALinkToo(): void
    {
        $portal = new Portal('https://portal.example/p');
        $brand = Brand::sipPhone();
        $others = 0;
        pcntl_async_signals(true);
        pcntl_signal(SIGUSR1, function () use ($portal, $brand, &$others): void {
            $portal->launchLinkOf($brand, 'another', 'example.com', 'another');
            $others++;
        });
        $child = pcntl_fork();
        if ($child === 0) {
            for ($i = 0; $i < 1000; $i++) {
                posix_kill(posix_getppid(), SIGUSR1);
                usleep(100);
            }
            posix_kill(getmypid(), SIGKILL);
        }
        try {
            while (pcntl_waitpid($child, $status, WNOHANG) === 0) {
                self::assertSame(Handbook::LINK, $portal->launchLinkOf($brand, 'testuser', 'example.org', 'testpass'));
            }
        } finally {
            // No signal may come after the handler is gone.
            posix_kill($child, SIGKILL);
            pcntl_waitpid($child, $status);
            pcntl_async_signals(false);
            pcntl_signal(SIGUSR1, SIG_DFL);
        }
        self::assertGreaterThan(0, $others);
    }

    private static function assertFails(string $class, int $status, callable $call): void
    {
        try {
            $call();
        } catch (Exception $exception) {
            self::assertSame([$class, $status], [$exception::class, $exception->getCode()]);
            return;
        }
        self::fail('no exception');
    }
}
