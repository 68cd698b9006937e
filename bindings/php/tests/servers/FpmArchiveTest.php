<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

/** The whole php-fpm preloads the archive's classes, with its ini snippet, and uses the library inside. */
final class FpmArchiveTest extends FpmCase
{
    protected function iniFolder(Folder $folder): string
    {
        $folder->unpack(Archive::make("$folder->path/archive"));
        return $folder->ini();
    }

    protected function poolLines(): string
    {
        return '';
    }
}
