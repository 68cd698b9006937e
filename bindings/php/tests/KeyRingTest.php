<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Brand;
use Siplaunch\BrandException;
use Siplaunch\Credentials;
use Siplaunch\Exception;
use Siplaunch\FileException;
use Siplaunch\KeyRing;
use Siplaunch\SealedException;
use Siplaunch\SealedExpiredException;
use Siplaunch\Status;

/** Key rings, and the files that they and brands are read from. */
final class KeyRingTest extends TestCase
{
    private const KEY_FILE = "current = 2\n\n[keys]\n0 = \"%s\"\n2 = \"%s\"\n";

    private string $file;

    protected function setUp(): void
    {
        $this->file = (string) tempnam(sys_get_temp_dir(), 'siplaunch-');
    }

    protected function tearDown(): void
    {
        unlink($this->file);
    }

    public function testFromFile(): void
    {
        [$old, $new] = [random_bytes(32), random_bytes(32)];
        file_put_contents($this->file, sprintf(self::KEY_FILE, bin2hex($old), bin2hex($new)));
        $keyRing = KeyRing::fromFile($this->file);
        $credentials = new Credentials('testuser', 'example.org', 'testpass');
        $fromNew = (new KeyRing([2 => $new], 2))->seal($credentials, 2_000_000_000, 'x');
        self::assertSame($fromNew, $keyRing->seal($credentials, 2_000_000_000, 'x'));
        $fromOld = (new KeyRing([$old], 0))->seal($credentials, 2_000_000_000);
        self::assertSame('testpass', $keyRing->open($fromOld, 1_900_000_000)->credentials->password);
    }

    public function testAFileThatOthersMayRead(): void
    {
        file_put_contents($this->file, "key = \"0123456789abcdef\"\niv = \"fedcba9876543210\"\nscheme = \"acme\"\n");
        $warnings = [];
        set_error_handler(function (int $level, string $message) use (&$warnings): bool {
            return (bool) ($warnings[] = [$level, $message]);
        });
        self::assertSame('acme', Brand::fromFile($this->file)->scheme());
        chmod($this->file, 0o640);
        self::assertSame('acme', Brand::fromFile($this->file)->scheme());
        self::assertSame([], $warnings);
        chmod($this->file, 0o644);
        self::assertSame('acme', Brand::fromFile($this->file)->scheme());
        restore_error_handler();
        $message = "$this->file has mode 0644, too open for a file with secrets: chmod 0600 or 0640";
        self::assertSame([[E_USER_WARNING, $message]], $warnings);
    }

    public function testFailures(): void
    {
        $keyRing = new KeyRing([str_repeat('k', 32)], 0);
        $sealed = $keyRing->seal(new Credentials('u', 's', 'p'), 1000);
        $failures = [
            [FileException::class, 0, fn () => KeyRing::fromFile("$this->file.missing")],
            [SealedException::class, Status::KEY_ENTRIES, fn () => KeyRing::fromFile($this->file)],
            [BrandException::class, Status::BRAND_ENTRIES, fn () => Brand::fromFile($this->file)],
            [SealedException::class, Status::CURRENT_KEY, fn () => new KeyRing([], 0)],
            [SealedException::class, Status::SEALING_KEY, fn () => new KeyRing([4 => str_repeat('k', 32)], 4)],
            [SealedException::class, Status::SEALING_KEY, fn () => new KeyRing(['x' => str_repeat('k', 32)], 0)],
            [SealedException::class, Status::CURRENT_KEY, fn () => new KeyRing([str_repeat('k', 32)], 256)],
            [SealedException::class, Status::SEALED_INVALID, fn () => $keyRing->open($sealed, 999, 'another')],
            [SealedExpiredException::class, Status::SEALED_EXPIRED, fn () => $keyRing->open($sealed)],
            [SealedExpiredException::class, Status::SEALED_EXPIRED, fn () => $keyRing->open($sealed, 1000)],
        ];
        foreach ($failures as [$class, $status, $call]) {
            try {
                $call();
                self::fail('no exception');
            } catch (Exception $exception) {
                self::assertSame([$class, $status], [$exception::class, $exception->getCode()]);
            }
        }
    }

    public function testTimes(): void
    {
        $keyRing = new KeyRing([str_repeat('k', 32)], 0);
        $credentials = new Credentials('u', 's', 'p');
        $at = new \DateTime('2030-01-02 03:04:05', new \DateTimeZone('America/New_York'));
        self::assertSame(
            $keyRing->seal($credentials, $at->getTimestamp()),
            $keyRing->seal($credentials, $at),
        );
        $sealed = $keyRing->seal($credentials, new \DateInterval('PT90S'));
        // Some seconds for a slow machine, and for a text that would have two dots in a row.
        self::assertEqualsWithDelta(time() + 90, $keyRing->open($sealed)->expires->getTimestamp(), 30);
        self::assertSame('+00:00', $keyRing->open($sealed, new \DateTimeImmutable())->expires->format('P'));
    }
}
