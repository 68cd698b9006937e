<?php

declare(strict_types=1);

namespace Siplaunch;

/** A text that is not UTF-8, or longer than 1,048,576 bytes. */
final class InputException extends \InvalidArgumentException implements Exception
{
}
