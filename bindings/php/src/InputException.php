<?php

declare(strict_types=1);

namespace Siplaunch;

/** A text is not UTF-8 or too long, or an id of a sealed link is no id: codes 3, 4 and 6. */
final class InputException extends \InvalidArgumentException implements Exception
{
}
