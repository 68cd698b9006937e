<?php

declare(strict_types=1);

namespace Siplaunch;

/** An authentic sealed link whose time is over: offer a new one. */
final class SealedExpiredException extends SealedException
{
}
