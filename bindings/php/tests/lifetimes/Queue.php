<?php

declare(strict_types=1);

namespace Siplaunch\Tests\lifetimes;

use Siplaunch\Internal\Handle;

/** Uses objects when it is destroyed, as a queue does that flushes itself. */
final class Queue
{
    /** @var list<Handle> */
    public array $handles = [];

    public string $end = '';

    public function __destruct()
    {
        foreach ($this->handles as $handle) {
            Ways::isUsable($handle);
        }
        match ($this->end) {
            '' => null,
            'exit' => exit,
            'exception' => throw new \RuntimeException('not caught'),
        };
    }
}
