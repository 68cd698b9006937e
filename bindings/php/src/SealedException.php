<?php

declare(strict_types=1);

namespace Siplaunch;

/** A sealed link that cannot be opened, or keys or an expiry that none can be made with. */
class SealedException extends \InvalidArgumentException implements Exception
{
}
