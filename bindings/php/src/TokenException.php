<?php

declare(strict_types=1);

namespace Siplaunch;

/** A text is no token of the brand, or the token holds no credentials: codes 30 to 39. */
final class TokenException extends \InvalidArgumentException implements Exception
{
}
