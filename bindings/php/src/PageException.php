<?php

declare(strict_types=1);

namespace Siplaunch;

/**
 * A setting of a launch page is bad: codes 70 to 79, or the code of the topic that the setting belongs to. The message
 * begins with the name of the setting.
 */
final class PageException extends \InvalidArgumentException implements Exception
{
    /**
     * @param string $setting the name of the setting, such as "accent_color", or "base"; empty for an unknown name, and
     *     for the colour of a mail
     */
    public function __construct(string $message, int $code = 0, public readonly string $setting = '')
    {
        parent::__construct($setting === '' ? $message : "$setting: $message", $code);
    }
}
