<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Exception;
use Siplaunch\Internal\Failure;
use Siplaunch\Internal\Library;
use Siplaunch\Status;

/** Names, numbers and exceptions are those of every language. */
final class StatusTest extends TestCase
{
    public function testEachNumberHasItsNameAndItsException(): void
    {
        $names = array_flip((new \ReflectionClass(Status::class))->getConstants());
        foreach (Repository::names()['errors'] as ['code' => $code, 'name' => $name, 'topic' => $topic]) {
            self::assertSame(self::constant($name), $names[$code]);
            $exception = Failure::of($code);
            self::assertSame("Siplaunch\\{$topic}Exception", $exception::class, $name);
            self::assertInstanceOf(Exception::class, $exception);
            self::assertSame($code, $exception->getCode());
            self::assertSame(Library::ffi()->siplaunch_status_text($code), $exception->getMessage());
            self::assertNotSame('', $exception->getMessage());
            unset($names[$code]);
        }
        self::assertSame([Status::OK => 'OK'], $names);
    }

    public function testTheAbiNumberIsTheHeaders(): void
    {
        $header = (string) file_get_contents(Repository::PACKAGE . '/include/siplaunch.h');
        self::assertSame(1, preg_match('/^#define SIPLAUNCH_ABI_VERSION (\d+)$/m', $header, $found));
        self::assertSame((int) $found[1], Library::ABI_VERSION);
    }

    /** SEALED_EXPIRED for SealedExpired. */
    private static function constant(string $name): string
    {
        return strtoupper((string) preg_replace('/(?<=[a-z0-9])(?=[A-Z])/', '_', $name));
    }
}
