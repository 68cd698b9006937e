<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use FFI\CData;

/**
 * A buffer for launch links, one after the other. It wipes itself when it is destroyed.
 *
 * @internal
 */
final class Buffer
{
    /** In bytes: enough for links of usual credentials. */
    public const CAPACITY = 1024;

    /** The buffer of the last link, kept for the next one: a new buffer takes more time than a link. */
    public static ?self $kept = null;

    public readonly CData $chars;

    public function __construct()
    {
        $this->chars = Library::ffi()->new('char[' . self::CAPACITY . ']');
    }

    public function __destruct()
    {
        // A link in a later destructor makes a buffer of its own, which is wiped too.
        self::$kept = null;
        Library::ffi()->siplaunch_wipe($this->chars, self::CAPACITY);
    }
}
