<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

/** A statement class of a caller's, which a claim must not run. */
final class ForeignStatement extends \PDOStatement
{
    public function bindValue(string|int $param, mixed $value, int $type = \PDO::PARAM_STR): bool
    {
        throw new \LogicException('a value is seen');
    }
}
