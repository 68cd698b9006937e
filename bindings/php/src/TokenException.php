<?php

declare(strict_types=1);

namespace Siplaunch;

/** Not a token that the brand can decode, or not one that holds credentials. */
final class TokenException extends \InvalidArgumentException implements Exception
{
}
