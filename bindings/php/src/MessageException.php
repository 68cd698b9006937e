<?php

declare(strict_types=1);

namespace Siplaunch;

/** An SMS, mail, QR code or ticket that cannot be made. */
final class MessageException extends \InvalidArgumentException implements Exception
{
}
