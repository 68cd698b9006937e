<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

/** The whole php-fpm preloads the package, with the package's ini snippet and the line for the system's library. */
final class FpmTest extends FpmCase
{
    protected function iniFolder(Folder $folder): string
    {
        return $folder->ini(withHeader: true);
    }

    protected function poolLines(): string
    {
        return '';
    }
}
