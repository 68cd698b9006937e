<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use FFI\CData;

/**
 * An object of the library, which is freed and wiped with its PHP object.
 *
 * @internal
 */
abstract class Handle
{
    use Closed;

    /** The library's type, such as "siplaunch_brand". */
    protected const TYPE = '';

    /** Unset when the object is freed: PHP then calls {@see __get()}. */
    protected CData $pointer;

    /**
     * The pointer of an object, for calls outside it; without an object NULL. Keep the object until the call returns.
     *
     * @internal
     */
    public static function pointerOf(?self $object): CData
    {
        return $object === null ? Library::ffi()->new(static::TYPE . '*') : $object->pointer;
    }

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

    /** An empty object, for make(). */
    protected static function bare(): static
    {
        return (new \ReflectionClass(static::class))->newInstanceWithoutConstructor();
    }

    /**
     * PHP calls it for a property that does not exist.
     *
     * @throws \LogicException if the object has been destroyed
     */
    public function __get(string $name): never
    {
        throw $name === 'pointer' && !isset($this->pointer)
            ? new \LogicException(static::class . ' is used after it was destroyed: use it before the script ends, '
                . 'when PHP destroys objects in the order of their creation')
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
