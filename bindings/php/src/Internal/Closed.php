<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

/**
 * For objects that hold secrets or memory of the library. They never change, and a copy of one would be a leak or a
 * crash.
 *
 * @internal
 */
trait Closed
{
    public function __serialize(): never
    {
        throw new \LogicException(static::class . ' holds secrets and is not serialized');
    }

    /** @param array<mixed> $data */
    public function __unserialize(array $data): never
    {
        throw new \LogicException(static::class . ' holds secrets and is not serialized');
    }

    public function __set(string $name, #[\SensitiveParameter] mixed $value): never
    {
        throw new \Error(static::class . " never changes: \$$name cannot be set");
    }

    public function __unset(string $name): never
    {
        throw new \Error(static::class . " never changes: \$$name cannot be unset");
    }

    private function __clone()
    {
    }
}
