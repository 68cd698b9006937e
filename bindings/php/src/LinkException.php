<?php

declare(strict_types=1);

namespace Siplaunch;

/** A link, or a part to make a link of, is bad: codes 40 to 49. */
final class LinkException extends \InvalidArgumentException implements Exception
{
}
