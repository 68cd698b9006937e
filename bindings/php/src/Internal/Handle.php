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
    use Closed;

    /** The library's type, such as "siplaunch_brand". */
    protected const TYPE = '';

    /** Unset when the object is freed: whoever reads it then gets to {@see __get()}. */
    protected CData $pointer;

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
        if (isset($this->pointer)) {
            throw new \Error(static::class . ' never changes: it is made once');
        }
        $this->pointer = Library::ffi()->new(static::TYPE . '*');
        Call::run($function, $inputs, [...$outputs, $this->pointer]);
        return $this;
    }

    /** An object that make() has yet to fill. */
    protected static function bare(): static
    {
        return (new \ReflectionClass(static::class))->newInstanceWithoutConstructor();
    }

    /**
     * What a property that is not there gives.
     *
     * @throws \LogicException if the object has been destroyed
     */
    public function __get(string $name): never
    {
        throw $name === 'pointer' && !isset($this->pointer)
            ? new \LogicException(static::class . ' is used after it was destroyed: use it before the script ends, when '
                . 'PHP destroys objects in the order in which they were made')
            : new \Error('Undefined property: ' . static::class . "::\$$name");
    }

    public function __destruct()
    {
        if (isset($this->pointer)) {
            $pointer = $this->pointer;
            unset($this->pointer);
            Library::ffi()->{static::TYPE . '_free'}($pointer);
        }
    }
}
