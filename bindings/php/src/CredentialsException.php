<?php

declare(strict_types=1);

namespace Siplaunch;

/** A field of credentials is empty, or has a character that the app would misread: codes 20 to 29. */
final class CredentialsException extends \InvalidArgumentException implements Exception
{
}
