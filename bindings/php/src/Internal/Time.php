<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

/**
 * Times as the library takes them.
 *
 * @internal
 */
final class Time
{
    /** Seconds since 1970-01-01 00:00 UTC; an interval counts from now. */
    public static function seconds(\DateTimeInterface|\DateInterval|int $time): int
    {
        return match (true) {
            is_int($time) => $time,
            // In UTC, where each day has 24 hours.
            $time instanceof \DateInterval => (new \DateTimeImmutable('@' . time()))->add($time)->getTimestamp(),
            default => $time->getTimestamp(),
        };
    }

    /** The same, and 0 for null, with which the library reads the system's clock. */
    public static function now(\DateTimeInterface|int|null $now): int
    {
        return self::seconds($now ?? 0);
    }
}
