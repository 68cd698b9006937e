<?php

declare(strict_types=1);

namespace Siplaunch;

/** An SMS or mail that cannot be made. */
final class MessageException extends \InvalidArgumentException implements Exception
{
}
