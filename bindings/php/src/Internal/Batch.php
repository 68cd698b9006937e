<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use FFI;
use FFI\CData;
use Siplaunch\Credentials;
use Siplaunch\Exception;
use Siplaunch\Status;

/**
 * Calls of the library that make a text of each of many rows, so many rows at a time that a call costs nothing, and so
 * few that memory does not grow.
 *
 * @internal
 */
final class Batch
{
    private const ROWS = 1000;

    /** The format of size_t in unpack(). */
    private const SIZES = \PHP_INT_SIZE === 8 ? 'Q*' : 'L*';

    private readonly CData $rows;
    private readonly CData $ends;
    private readonly CData $statuses;
    private readonly CData $number;
    private readonly CData $length;
    private readonly CData $rejected;
    private CData $text;
    private int $capacity = 1;

    /**
     * @param string $function the call for many rows; that for one row has the same name without its last letter
     * @param list<Handle> $handles the inputs before the rows; they live as long as this object
     * @param list<string|int> $inputs the inputs after the rows
     * @param int $size the most rows of a call
     */
    private function __construct(
        private readonly string $function,
        private readonly array $handles,
        private readonly array $inputs,
        int $size,
    ) {
        $ffi = Library::ffi();
        $this->rows = $ffi->new("siplaunch_row[$size]");
        $this->ends = $ffi->new("size_t[$size]");
        $this->statuses = $ffi->new("siplaunch_status[$size]");
        [$this->number, $this->length] = [$ffi->new('size_t'), $ffi->new('size_t')];
        $this->rejected = $ffi->new('size_t');
        $this->text = $ffi->new('char[1]');
    }

    /**
     * The text or the exception of each row, with the row's key. Parameters are those of the constructor.
     *
     * @param list<Handle> $handles
     * @param iterable<mixed, Credentials|array{username: string, server: string, password: string}> $rows
     * @param list<string|int> $inputs
     * @return \Generator<mixed, string|Exception>
     */
    public static function texts(
        string $function,
        array $handles,
        #[\SensitiveParameter] iterable $rows,
        array $inputs = [],
    ): \Generator {
        $batch = null;
        $keys = $read = $joined = [];
        foreach ($rows as $key => $row) {
            $keys[] = $key;
            $read[] = $row;
            $joined[] = $row instanceof Credentials
                ? Credentials::$nulSeparated[$row]
                : "{$row['username']}\0{$row['server']}\0{$row['password']}";
            if (isset($keys[self::ROWS - 1])) {
                $batch ??= new self($function, $handles, $inputs, self::ROWS);
                yield from $batch->run($keys, $read, $joined);
                $keys = $read = $joined = [];
            }
        }
        if ($keys !== []) {
            $batch ??= new self($function, $handles, $inputs, \count($keys));
            yield from $batch->run($keys, $read, $joined);
        }
    }

    /**
     * @param list<mixed> $keys
     * @param list<Credentials|array{username: string, server: string, password: string}> $rows
     * @param list<string> $joined the fields of each row, with a NUL between each two
     * @return \Generator<mixed, string|Exception>
     */
    private function run(
        array $keys,
        #[\SensitiveParameter] array $rows,
        #[\SensitiveParameter] array $joined,
    ): \Generator {
        $count = \count($rows);
        $joined = \implode("\0", $joined);
        $find = [$joined, \strlen($joined), $this->rows, $count, FFI::addr($this->number)];
        if (Library::ffi()->siplaunch_rows_from_text(...$find) !== Status::OK) {
            // A field has a NUL, or all fields together are too long.
            foreach ($rows as $i => $row) {
                yield $keys[$i] => $this->one($row);
            }
            return;
        }
        $text = $this->fill($count);
        $ends = \unpack(self::SIZES, FFI::string($this->ends, $count * \PHP_INT_SIZE));
        $statuses = $this->rejected->cdata > 0 ? \unpack('l*', FFI::string($this->statuses, $count * 4)) : [];
        $start = 0;
        // unpack() counts from 1.
        foreach ($ends as $i => $end) {
            yield $keys[$i - 1] => ($statuses[$i] ?? Status::OK) === Status::OK
                ? \substr($text, $start, $end - $start)
                : Failure::of($statuses[$i]);
            $start = $end;
        }
    }

    /** The texts of the rows, one after the other. */
    private function fill(int $count): string
    {
        $inputs = [...array_map(Handle::pointerOf(...), $this->handles), $this->rows, $count];
        foreach ($this->inputs as $input) {
            array_push($inputs, $input, ...is_string($input) ? [strlen($input)] : []);
        }
        $outputs = [FFI::addr($this->length), $this->ends, $this->statuses, FFI::addr($this->rejected)];
        $ffi = Library::ffi();
        while (true) {
            $status = $ffi->{$this->function}(...$inputs, ...[$this->text, $this->capacity], ...$outputs);
            if ($status !== Status::BUFFER_TOO_SMALL) {
                break;
            }
            $this->capacity = $this->length->cdata;
            $this->text = $ffi->new("char[$this->capacity]");
        }
        Call::check($status);
        $text = FFI::string($this->text, $this->length->cdata);
        $ffi->siplaunch_wipe($this->text, $this->capacity);
        return $text;
    }

    /** @param Credentials|array{username: string, server: string, password: string} $row */
    private function one(#[\SensitiveParameter] Credentials|array $row): string|Exception
    {
        $fields = $row instanceof Credentials
            ? $row->fields()
            : [(string) $row['username'], (string) $row['server'], (string) $row['password']];
        $handles = array_map(Handle::pointerOf(...), $this->handles);
        try {
            return Call::text(substr($this->function, 0, -1), [...$handles, ...$fields, ...$this->inputs]);
        } catch (Exception $exception) {
            return $exception;
        }
    }
}
