<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;

/** What the library makes is freed with the PHP objects, as long-running workers need it. */
final class MemoryTest extends TestCase
{
    private const ROUNDS = 60;

    /** The smallest object, a key ring, takes more: one that stays is seen. */
    private const ALLOWED_BYTES_A_ROUND = 100;

    public function testNothingStays(): void
    {
        self::everything(self::ROUNDS);
        $before = self::resident();
        self::everything(10 * self::ROUNDS);
        self::assertLessThan(10 * self::ROUNDS * self::ALLOWED_BYTES_A_ROUND, self::resident() - $before);
    }

    private static function everything(int $rounds): void
    {
        for (; $rounds > 0; $rounds--) {
            Everything::once();
        }
    }

    private static function resident(): int
    {
        gc_collect_cycles();
        return (int) explode(' ', (string) file_get_contents('/proc/self/statm'))[1] * 4096;
    }
}
