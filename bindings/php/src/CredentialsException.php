<?php

declare(strict_types=1);

namespace Siplaunch;

/** Credentials with a field that is empty or has a character that would make the app read other fields. */
final class CredentialsException extends \InvalidArgumentException implements Exception
{
}
