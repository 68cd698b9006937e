<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use FFI;
use FFI\CData;
use Siplaunch\Status;

/**
 * The ways in which the library is called. A text among the inputs goes as pointer and length, and null as no text.
 *
 * @internal
 */
final class Call
{
    /** Throws unless all went well. */
    public static function check(int $status): void
    {
        if ($status !== Status::OK) {
            throw Failure::of($status);
        }
    }

    /**
     * Calls what needs no more than its inputs, and tells values: these come behind, as places to write to.
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
     * Calls what tells a value of a C type behind other outputs.
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
     * Calls what writes text into a buffer, which is wiped afterwards. Outputs come behind it.
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
     * Calls what lends a text behind other outputs; null if there is none.
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

    /** Copies a text that was lent. */
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
     * Taken as late as can be: an address in an exception's trace would outlive what it points to.
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
