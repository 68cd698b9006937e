<?php

declare(strict_types=1);

namespace Siplaunch;

/** A brand has a bad key, initialization vector or scheme, or its file has a bad entry: codes 10 to 19. */
final class BrandException extends \InvalidArgumentException implements Exception
{
}
