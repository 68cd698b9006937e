<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use FFI;
use FFI\CData;

/**
 * Copies of texts, for structures that point to them. Keep it as long as the structures; it wipes the copies then.
 *
 * @internal
 */
final class Memory
{
    private readonly CData $bytes;

    private int $end = 0;

    /** @param list<string> $texts all texts that {@see copy()} gets */
    public function __construct(#[\SensitiveParameter] array $texts)
    {
        $this->bytes = Library::ffi()->new('char[' . array_sum(array_map(strlen(...), $texts)) + 1 . ']');
    }

    /** Copies one of the texts, and returns its place. */
    public function copy(#[\SensitiveParameter] string $text): CData
    {
        $place = FFI::addr($this->bytes[0]) + $this->end;
        FFI::memcpy($place, $text, strlen($text));
        $this->end += strlen($text);
        return $place;
    }

    public function __destruct()
    {
        Library::ffi()->siplaunch_wipe($this->bytes, FFI::sizeof($this->bytes));
    }
}
