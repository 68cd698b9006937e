<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use FFI;
use FFI\CData;
use Siplaunch\Status;

/**
 * Calls of the library, by the kind of their outputs. A text among the inputs becomes pointer and length; null becomes
 * NULL and 0.
 *
 * @internal
 */
final class Call
{
    /** Throws the exception of a status other than OK. */
    public static function check(int $status): void
    {
        if ($status !== Status::OK) {
            throw Failure::of($status);
        }
    }

    /**
     * Calls a function that writes values to the places behind its inputs.
     *
     * @param list<CData|string|int|bool|null> $inputs
     * @param list<CData> $outputs
     */
    public static function run(
        string $function,
        #[\SensitiveParameter] array $inputs,
        #[\SensitiveParameter] array $outputs = [],
    ): void {
        self::check(Library::ffi()->$function(...self::spread($inputs), ...self::addresses($outputs)));
    }

    /**
     * Calls a function whose last output is a value of a C type, and returns the value.
     *
     * @param list<CData|string|int|bool|null> $inputs
     * @param list<CData> $outputs
     */
    public static function value(
        string $type,
        string $function,
        #[\SensitiveParameter] array $inputs,
        #[\SensitiveParameter] array $outputs = [],
    ): CData {
        $value = Library::ffi()->new($type);
        self::run($function, $inputs, [...$outputs, $value]);
        return $value;
    }

    /**
     * Calls a function that writes a text into a buffer, before other outputs. Returns the text and wipes the buffer.
     *
     * @param list<CData|string|int|bool|null> $inputs
     * @param list<CData> $outputs
     */
    public static function text(
        string $function,
        #[\SensitiveParameter] array $inputs,
        #[\SensitiveParameter] array $outputs = [],
    ): string {
        $ffi = Library::ffi();
        $inputs = self::spread($inputs);
        $outputs = self::addresses([$length = $ffi->new('size_t'), ...$outputs]);
        $length->cdata = Buffer::CAPACITY;
        do {
            $capacity = $length->cdata;
            $buffer = $ffi->new("char[$capacity]");
            $status = $ffi->$function(...$inputs, ...[$buffer, $capacity], ...$outputs);
        } while ($status === Status::BUFFER_TOO_SMALL);
        self::check($status);
        $text = FFI::string($buffer, $length->cdata);
        $ffi->siplaunch_wipe($buffer, $capacity);
        return $text;
    }

    /**
     * Calls a function whose last output is a text that it lends. Returns a copy, or null without a text.
     *
     * @param list<CData|int> $inputs
     * @param list<CData> $outputs
     */
    public static function lent(string $function, array $inputs, array $outputs = []): ?string
    {
        $ffi = Library::ffi();
        [$text, $length] = [$ffi->new('const char *'), $ffi->new('size_t')];
        self::run($function, $inputs, [...$outputs, $text, $length]);
        return self::string($text, $length);
    }

    /** Copies a text that the library lends; null without a text. */
    public static function string(CData $text, CData $length): ?string
    {
        return FFI::isNull($text) ? null : FFI::string($text, $length->cdata);
    }

    /**
     * @param list<CData|string|int|bool|null> $inputs
     * @return list<CData|string|int|bool|null>
     */
    private static function spread(#[\SensitiveParameter] array $inputs): array
    {
        $spread = [];
        foreach ($inputs as $input) {
            $spread[] = $input;
            if (is_string($input) || $input === null) {
                $spread[] = strlen($input ?? '');
            }
        }
        return $spread;
    }

    /**
     * Called as late as possible: an address in the trace of an exception would outlive its memory.
     *
     * @param list<CData> $outputs
     * @return list<CData>
     */
    private static function addresses(array $outputs): array
    {
        $addresses = [];
        foreach ($outputs as $output) {
            $addresses[] = FFI::addr($output);
        }
        return $addresses;
    }
}
