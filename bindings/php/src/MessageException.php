<?php

declare(strict_types=1);

namespace Siplaunch;

/** An SMS or a mail cannot be made: codes 63 to 69 and 80 to 89. */
final class MessageException extends \InvalidArgumentException implements Exception
{
}
