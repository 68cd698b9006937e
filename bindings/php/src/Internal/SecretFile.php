<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use Siplaunch\FileException;

/**
 * Reads brand files and key files.
 *
 * @internal
 */
final class SecretFile
{
    /** Every right that 0640 does not give: a web server's group may read. */
    private const TOO_OPEN = 0o137;

    public static function read(string $path): string
    {
        $text = @file_get_contents($path);
        if ($text === false) {
            throw new FileException("$path cannot be read: check the path, and that PHP's user may read the file");
        }
        if (is_file($path) && fileperms($path) & self::TOO_OPEN) {
            trigger_error("$path holds secrets and is open to others: chmod 0640 or 0600", E_USER_WARNING);
        }
        return $text;
    }
}
