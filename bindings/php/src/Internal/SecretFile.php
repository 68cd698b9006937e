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
        // Not fileperms(): PHP caches it, and the path can lead to another file by now.
        $mode = fstat($file)['mode'];
        $warning = $mode & self::REGULAR_FILE ? Library::ffi()->siplaunch_mode_warning($mode) : null;
        if ($warning !== null) {
            trigger_error(sprintf('%s has mode %04o, %s', $path, $mode & 0o777, $warning), E_USER_WARNING);
        }
        return $text;
    }
}
