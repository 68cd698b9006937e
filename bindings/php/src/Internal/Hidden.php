<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

/**
 * Properties that hold a login. They are read like others, but no dump, export, cast or loop of the object reaches
 * them.
 *
 * @internal
 */
trait Hidden
{
    use Closed;

    /** @var \WeakMap<self, array<string, mixed>>|null */
    private static ?\WeakMap $hidden = null;

    /** @param array<string, mixed> $values */
    private function hide(#[\SensitiveParameter] array $values): void
    {
        self::$hidden ??= new \WeakMap();
        self::$hidden[$this] = $values;
    }

    public function __get(string $name): mixed
    {
        $values = self::$hidden[$this] ?? [];
        return \array_key_exists($name, $values)
            ? $values[$name]
            : throw new \Error('Undefined property: ' . self::class . "::\$$name");
    }

    public function __isset(string $name): bool
    {
        return isset(self::$hidden[$this][$name]);
    }
}
