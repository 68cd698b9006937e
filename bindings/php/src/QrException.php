<?php

declare(strict_types=1);

namespace Siplaunch;

/** A QR code, or a ticket for one, cannot be made: codes 60 to 62. */
final class QrException extends \InvalidArgumentException implements Exception
{
}
