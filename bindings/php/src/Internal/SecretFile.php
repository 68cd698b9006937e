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
    private const REGULAR_FILE = 0o100000;

    public static function read(string $path): string
    {
        $file = @fopen($path, 'rb');
        $text = $file === false ? false : @stream_get_contents($file);
        if ($file === false || $text === false) {
            throw new FileException("$path cannot be read: check the path, and that PHP's user may read the file");
        }
        // Of the file that was read; and PHP remembers what fileperms() says.
        $mode = fstat($file)['mode'];
        if ($mode & self::REGULAR_FILE && Library::ffi()->siplaunch_is_exposed($mode)) {
            trigger_error("$path holds secrets and is open to others: chmod 0640 or 0600", E_USER_WARNING);
        }
        return $text;
    }
}
