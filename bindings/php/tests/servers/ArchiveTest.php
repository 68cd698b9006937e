<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

use PHPUnit\Framework\TestCase;
use Siplaunch\Tests\Handbook;
use Siplaunch\Tests\Repository;

/** A new project takes the package from an artifact repository, without another repository, library or network. */
final class ArchiveTest extends TestCase
{
    private const COMPOSER = ['COMPOSER_ALLOW_SUPERUSER' => '1', 'COMPOSER_DISABLE_NETWORK' => '1'];

    private const NO_LIBRARY = ['SIPLAUNCH_LIB' => null, 'LD_LIBRARY_PATH' => null];

    private static Folder $folder;
    private static string $archive;
    private static string $project;

    public static function setUpBeforeClass(): void
    {
        self::$folder = new Folder();
        self::$archive = Archive::make(self::$folder->path . '/archive');
        self::$project = self::$folder->path . '/project';
        mkdir(self::$project);
        $artifacts = ['type' => 'artifact', 'url' => dirname(self::$archive)];
        $repositories = ['repositories' => [$artifacts, ['packagist.org' => false]]];
        self::$folder->write('project/composer.json', json_encode($repositories));
        self::composer('require', '--no-interaction', 'siplaunch/siplaunch');
    }

    public function testALinkAndItsHandlerWithTheLibraryInside(): void
    {
        $readme = (string) file_get_contents(self::package() . '/README.md');
        preg_match('/^```php\n(<\?php\n.*?)^```$/ms', $readme, $code);
        $mapped = 'preg_match("~/vendor/\S*libsiplaunch\S*~", file_get_contents("/proc/self/maps"), $library);';
        self::$folder->write('project/link.php', "$code[1]\n$mapped echo \$library[0];");
        self::assertSame(
            Handbook::LINK . "\n302 " . Handbook::APP_LINK . "\n"
            . '/vendor/siplaunch/siplaunch/lib/' . php_uname('m') . '-linux-gnu/libsiplaunch.so.0',
            Process::run([PHP_BINARY, 'link.php'], self::NO_LIBRARY, self::$project),
        );
    }

    public function testComposerKnowsTheVersion(): void
    {
        $shown = json_decode(self::composer('show', '--format=json', 'siplaunch/siplaunch'), true);
        self::assertSame([Archive::VERSION], $shown['versions']);
        self::composer('validate', '--strict', '--no-check-version', self::package() . '/composer.json');
    }

    public function testTheContent(): void
    {
        $files = scandir(self::package());
        self::assertEmpty(array_intersect(['tests', 'phpunit.xml'], $files));
        self::assertEmpty(array_diff(['LICENSE-APACHE', 'LICENSE-MIT', 'siplaunch.ini', 'examples'], $files));
        $libraries = self::package() . '/lib/%s-linux-gnu';
        self::assertFileEquals(Repository::library(), sprintf("$libraries/libsiplaunch.so.0", php_uname('m')));
        foreach (['x86_64', 'aarch64'] as $machine) {
            self::assertFileExists(sprintf("$libraries/libsiplaunch.so.0", $machine));
            self::assertStringEqualsFile(sprintf("$libraries/NOTICES", $machine), "of the library for $machine");
        }
    }

    public function testTheSameFilesGiveTheSameBytes(): void
    {
        $date = ['SOURCE_DATE_EPOCH' => '1700000000'];
        $first = Archive::make(self::$folder->path . '/first', $date);
        $umask = umask(0o077);
        $second = Archive::make(self::$folder->path . '/second', [...$date, 'TZ' => 'Asia/Tokyo']);
        umask($umask);
        self::assertFileEquals($first, $second);
        self::assertStringContainsString('-rw-r--r--', Process::run(['zipinfo', $second]));
        self::assertStringNotContainsString('-rw-------', Process::run(['zipinfo', $second]));
    }

    private static function composer(string ...$arguments): string
    {
        $environment = [...self::COMPOSER, 'COMPOSER_HOME' => self::$folder->path . '/composer'];
        return Process::run(['composer', ...$arguments], $environment, self::$project);
    }

    private static function package(): string
    {
        return self::$project . '/vendor/siplaunch/siplaunch';
    }
}
