<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use FFI\CData;

/**
 * An object of the library, freed and wiped with the PHP object that has it.
 *
 * @internal
 */
abstract class Handle
{
    use Unserializable;

    /** The library's type, such as "siplaunch_brand". */
    protected const TYPE = '';

    protected readonly CData $pointer;

    /**
     * Makes the object with a call.
     *
     * @param list<CData|string|int|bool|null> $inputs
     * @param list<CData> $outputs
     */
    protected function make(
        string $function,
        #[\SensitiveParameter] array $inputs,
        #[\SensitiveParameter] array $outputs = [],
    ): static {
        $this->pointer = Call::value(static::TYPE . '*', $function, $inputs, $outputs);
        return $this;
    }

    /** An object that make() has yet to fill. */
    protected static function bare(): static
    {
        return (new \ReflectionClass(static::class))->newInstanceWithoutConstructor();
    }

    public function __destruct()
    {
        if (isset($this->pointer)) {
            Library::ffi()->{static::TYPE . '_free'}($this->pointer);
        }
    }

    private function __clone()
    {
    }
}
