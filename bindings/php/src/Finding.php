<?php

declare(strict_types=1);

namespace Siplaunch;

/** One thing to know about a link that a customer sends in. */
final class Finding
{
    /**
     * @param int $code its number, which never changes its meaning
     * @param bool $isFault whether it is a fault and not just good to know
     * @param string $text a sentence in English that holds nothing of the link
     */
    public function __construct(
        public readonly int $code,
        public readonly bool $isFault,
        public readonly string $text,
    ) {
    }
}
