<?php

declare(strict_types=1);

namespace Siplaunch;

/**
 * An authentic sealed token has expired: code 54. Offer a new link.
 *
 * It is a {@see SealedException} too: catch it first.
 */
final class SealedExpiredException extends SealedException
{
}
