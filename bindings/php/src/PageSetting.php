<?php

declare(strict_types=1);

namespace Siplaunch;

/** A setting of a {@see Page}. */
final class PageSetting
{
    /**
     * @param string $name the name, such as "accent_color"; the name of a text begins with "texts."
     * @param string $kind the form of the value, in English, such as "http or https URL"
     * @param string $help the meaning, in one or two sentences in English
     */
    public function __construct(
        public readonly string $name,
        public readonly string $kind,
        public readonly string $help,
    ) {
    }
}
