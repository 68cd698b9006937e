<?php

declare(strict_types=1);

namespace Siplaunch;

/** A sealed token, a key or an expiry is bad: codes 50 to 59. */
class SealedException extends \InvalidArgumentException implements Exception
{
}
