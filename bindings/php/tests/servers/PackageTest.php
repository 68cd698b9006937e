<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

use PHPUnit\Framework\TestCase;
use Siplaunch\Internal\Failure;
use Siplaunch\Status;
use Siplaunch\Tests\Handbook;
use Siplaunch\Tests\Repository;

/** The package as Composer installs it, and the examples of its README in it, as they are pasted. */
final class PackageTest extends TestCase
{
    private static Folder $folder;

    public static function setUpBeforeClass(): void
    {
        self::$folder = new Folder();
        self::$folder->write('composer.json', json_encode([
            'repositories' => [
                ['type' => 'path', 'url' => 'bindings/php', 'options' => ['symlink' => false]],
                ['packagist.org' => false],
            ],
            'require' => ['siplaunch/siplaunch' => '@dev'],
        ]));
        $environment = ['COMPOSER_ALLOW_SUPERUSER' => '1', 'COMPOSER_HOME' => self::$folder->path . '/composer'];
        $command = ['composer', 'install', '--no-interaction', '--quiet'];
        Process::run($command, $environment, self::$folder->path);
    }

    /** @return iterable<string, array{string, string}> */
    public function examples(): iterable
    {
        [$link, $appLink] = [Handbook::LINK, Handbook::APP_LINK];
        $examples = self::blocks(Repository::PACKAGE . '/README.md');
        self::assertCount(6, $examples);
        yield 'a link and its handler' => [$examples[0], "$link\n302 $appLink\n"];
        $message = Failure::of(Status::PASSWORD_CHARACTER)->getMessage();
        yield 'bad credentials' => [$examples[1], "$message\n"];
        yield 'a sealed link' => [$examples[2], "200\n410\n"];
        yield 'many links' => [$examples[3], "C-1001: $link\nC-1002: $message\n"];
        yield 'a one-time link' => [$examples[4], "200\n303\n200\n"];
        yield 'PSR-15' => [$examples[5], "302 $appLink\n"];
    }

    /** @dataProvider examples */
    public function testAnExample(string $code, string $output): void
    {
        file_put_contents(self::$folder->path . '/example.php', $code);
        $key = "current = 0\n[keys]\n0 = \"" . str_repeat('5e', 32) . "\"\n";
        self::$folder->write('keys.toml', $key);
        chmod(self::$folder->path . '/keys.toml', 0o600);
        // For the one with PSR-15: Composer cannot bring these here.
        $psr = ['Nyholm/Psr7/autoload.php', __DIR__ . '/psr15.php'];
        $prepended = self::$folder->write('psr.php', "<?php\nrequire '$psr[0]';\nrequire '$psr[1]';\n");
        $options = ['-d', 'display_errors=1', '-d', "auto_prepend_file=$prepended"];
        $printed = Process::run([PHP_BINARY, ...$options, 'example.php'], [], self::$folder->path);
        self::assertSame($output, $printed);
    }

    public function testComposerLoadsTheFunctions(): void
    {
        self::$folder->write('explain.php', <<<'PHP'
            <?php
            require 'vendor/autoload.php';
            echo Siplaunch\explain('hello', Siplaunch\Brand::sipPhone())->kind;
            PHP);
        $printed = Process::run([PHP_BINARY, 'explain.php'], [], self::$folder->path);
        self::assertSame('neither a link nor a token', $printed);
    }

    public function testTheIniSnippetIsTheReadmes(): void
    {
        $snippet = (string) file_get_contents(Repository::PACKAGE . '/siplaunch.ini');
        $settings = preg_replace('/^;.*\n/m', '', $snippet);
        $readme = (string) file_get_contents(Repository::PACKAGE . '/README.md');
        self::assertStringContainsString("```ini\n$settings```", $readme);
    }

    public function testNothingButTheInterfacesIsMissing(): void
    {
        $code = <<<'PHP'
            <?php
            require 'vendor/autoload.php';
            foreach (glob('vendor/siplaunch/siplaunch/src/{,Internal/}*.php', GLOB_BRACE) as $file) {
                $class = strtr(substr($file, strlen('vendor/siplaunch/siplaunch/src/'), -4), '/', '\\');
                try {
                    new ReflectionClass("Siplaunch\\$class");
                } catch (Error $error) {
                    echo $class, ': ', $error->getMessage();
                }
            }
            PHP;
        self::$folder->write('classes.php', $code);
        self::assertSame(
            'Psr15Handler: Interface "Psr\Http\Server\RequestHandlerInterface" not found',
            Process::run([PHP_BINARY, 'classes.php'], [], self::$folder->path),
        );
    }

    /** @return list<string> the PHP code of a README that is a whole script */
    private static function blocks(string $file): array
    {
        preg_match_all('/^```php\n(<\?php\n.*?)^```$/ms', (string) file_get_contents($file), $found);
        return $found[1];
    }
}
