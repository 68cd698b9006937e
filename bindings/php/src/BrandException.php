<?php

declare(strict_types=1);

namespace Siplaunch;

/** A brand whose key, initialization vector, scheme or file is not good. */
final class BrandException extends \InvalidArgumentException implements Exception
{
}
