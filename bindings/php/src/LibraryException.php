<?php

declare(strict_types=1);

namespace Siplaunch;

/**
 * The library cannot be loaded, and the message tells the fix: code 0; or the library or this package has a defect:
 * codes 1, 2, 5, 7 and 9.
 */
final class LibraryException extends \RuntimeException implements Exception
{
}
