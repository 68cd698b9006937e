<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

use Siplaunch\Tests\Repository;

/** One pool may call libraries, as docs/operating.md says; nothing is preloaded. */
final class FpmPoolTest extends FpmCase
{
    protected function iniFolder(Folder $folder): string
    {
        return '';
    }

    protected function poolLines(): string
    {
        $manual = (string) file_get_contents(Repository::ROOT . '/docs/operating.md');
        self::assertSame(1, preg_match('/^ *(php_admin_value\[ffi\.enable\].*)$/m', $manual, $line));
        return $line[1];
    }
}
