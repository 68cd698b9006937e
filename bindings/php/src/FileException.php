<?php

declare(strict_types=1);

namespace Siplaunch;

/** A brand file or a key file cannot be read: code 0. */
final class FileException extends \RuntimeException implements Exception
{
}
