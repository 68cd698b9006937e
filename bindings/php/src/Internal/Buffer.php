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

    public readonly CData $chars;

    public function __construct()
    {
        $this->chars = Library::ffi()->new('char[' . self::CAPACITY . ']');
    }

    public function __destruct()
    {
        Library::ffi()->siplaunch_wipe($this->chars, self::CAPACITY);
    }
}
