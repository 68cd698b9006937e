<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

/**
 * For what holds secrets or memory of the library: a copy of it elsewhere is a leak or a crash.
 *
 * @internal
 */
trait Unserializable
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
}
