<?php

declare(strict_types=1);

namespace Siplaunch;

/** One finding about a link that a customer sends in. */
final class Finding
{
    /**
     * @param int $code the number of the finding, which never changes its meaning
     * @param bool $isFault whether it is a fault; any other finding is good to know
     * @param string $text a sentence in English, with nothing of the link in it
     */
    public function __construct(
        public readonly int $code,
        public readonly bool $isFault,
        public readonly string $text,
    ) {
    }
}
