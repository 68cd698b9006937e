<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

use Siplaunch\Tests\Repository;

/** The archive for Composer's artifact repository. The library of this machine is real, that of the other is a text. */
final class Archive
{
    public const VERSION = '9.8.7';

    /**
     * Makes the archive in a new folder.
     *
     * @param array<string, string|null> $environment
     */
    public static function make(string $folder, array $environment = []): string
    {
        foreach (['x86_64', 'aarch64'] as $machine) {
            mkdir("$folder/libraries/$machine-linux-gnu", recursive: true);
            file_put_contents("$folder/libraries/$machine-linux-gnu/libsiplaunch.so.0", 'another machine\'s library');
            file_put_contents("$folder/libraries/$machine-linux-gnu/NOTICES", "of the library for $machine");
        }
        copy(Repository::library(), "$folder/libraries/" . php_uname('m') . '-linux-gnu/libsiplaunch.so.0');
        $script = Repository::ROOT . '/packaging/php.sh';
        Process::run([$script, "$folder/out", "$folder/libraries", self::VERSION], $environment);
        return "$folder/out/siplaunch-php-" . self::VERSION . '.zip';
    }
}
