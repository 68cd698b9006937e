<?php

declare(strict_types=1);

namespace Siplaunch;

/** A brand file or key file that cannot be read. */
final class FileException extends \RuntimeException implements Exception
{
}
