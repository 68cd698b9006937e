<?php

declare(strict_types=1);

namespace Siplaunch;

/** A QR code that cannot be made, or a ticket for one. */
final class QrException extends \InvalidArgumentException implements Exception
{
}
