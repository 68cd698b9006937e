<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use FFI;
use PHPUnit\Framework\TestCase;

/** What the library makes is freed with the PHP objects, as long-running workers need it. */
final class MemoryTest extends TestCase
{
    private const ROUNDS = 50;

    public function testNothingStays(): void
    {
        self::everything(self::ROUNDS);
        // A leak shows each time; what malloc keeps for later calls does not.
        $growth = array_map(self::growth(...), range(1, 10));
        // The smallest object, a key ring, takes 100 bytes and more each time.
        self::assertLessThan(self::ROUNDS * 50, min($growth));
    }

    private static function growth(): int
    {
        $before = self::inUse();
        self::everything(self::ROUNDS);
        return self::inUse() - $before;
    }

    private static function everything(int $rounds): void
    {
        for (; $rounds > 0; $rounds--) {
            Everything::once();
        }
    }

    /** Bytes that glibc's malloc has given to the library and to PHP itself. */
    private static function inUse(): int
    {
        gc_collect_cycles();
        $glibc = FFI::cdef('
            struct counts {
                size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
            };
            struct counts mallinfo2(void);
        ');
        return memory_get_usage() + $glibc->mallinfo2()->uordblks;
    }
}
