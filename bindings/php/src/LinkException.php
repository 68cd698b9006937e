<?php

declare(strict_types=1);

namespace Siplaunch;

/** Not a good link, or not a part that a good link can be made of. */
final class LinkException extends \InvalidArgumentException implements Exception
{
}
