<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use FFI\CData;

/**
 * A buffer for one link after the other, wiped when it goes.
 *
 * @internal
 */
final class Buffer
{
    /** Enough for links of usual credentials. */
    public const CAPACITY = 1024;

    /** Where links are written: kept for the next one, because making it anew takes longer than a link. */
    public static ?self $kept = null;

    public readonly CData $chars;

    public function __construct()
    {
        $this->chars = Library::ffi()->new('char[' . self::CAPACITY . ']');
    }

    public function __destruct()
    {
        // A destructor that makes a link after this one gets another buffer, which is wiped in its turn.
        self::$kept = null;
        Library::ffi()->siplaunch_wipe($this->chars, self::CAPACITY);
    }
}
