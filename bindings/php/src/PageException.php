<?php

declare(strict_types=1);

namespace Siplaunch;

/** A launch page with a setting that is not good. */
final class PageException extends \InvalidArgumentException implements Exception
{
    /** @param string $setting the setting at fault, such as "accent_color", or "base"; empty if it is not known */
    public function __construct(string $message, int $code = 0, public readonly string $setting = '')
    {
        parent::__construct($message, $code);
    }
}
