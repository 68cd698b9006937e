<?php

declare(strict_types=1);

namespace Siplaunch;

/** The library cannot be loaded, and the message says what to do; or, with a code, it has a defect. */
final class LibraryException extends \RuntimeException implements Exception
{
}
