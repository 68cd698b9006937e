<?php

declare(strict_types=1);

namespace Siplaunch;

/**
 * An authentic sealed link whose time is over: offer a new one.
 *
 * Catch it before {@see SealedException}, which it is, too.
 */
final class SealedExpiredException extends SealedException
{
}
