<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

use PHPUnit\Framework\TestCase;
use Siplaunch\Internal\Library;
use Siplaunch\Tests\Repository;

/** The places where the package looks for the library, and the messages without one, in processes of their own. */
final class LoaderTest extends TestCase
{
    private const NAMED = 'SIPLAUNCH_LIB';
    private const SYSTEM_PATH = 'LD_LIBRARY_PATH';

    private Folder $folder;

    protected function setUp(): void
    {
        $this->folder = new Folder();
        $this->folder->write('load.php', <<<'PHP'
            <?php
            require __DIR__ . '/bindings/php/autoload.php';
            try {
                echo Siplaunch\Brand::sipPhone()->scheme();
            } catch (Siplaunch\LibraryException $exception) {
                echo get_class($exception), ' ', $exception->getCode(), ': ', $exception->getMessage();
            }
            PHP);
    }

    public function testTheEnvironmentVariableComesFirst(): void
    {
        rename("{$this->folder->path}/libsiplaunch.so.0", "{$this->folder->path}/elsewhere.so");
        $this->bundle('no library');
        self::assertSame('sipphone', $this->load([self::NAMED => "{$this->folder->path}/elsewhere.so"]));
    }

    public function testThenTheBundledFile(): void
    {
        $this->bundle((string) file_get_contents(Repository::library()));
        $broken = $this->folder->write('libsiplaunch.so.0', 'no library');
        self::assertSame('sipphone', $this->load([self::SYSTEM_PATH => dirname($broken)]));
    }

    public function testThenTheSystemsPath(): void
    {
        self::assertSame('sipphone', $this->load([self::SYSTEM_PATH => $this->folder->path]));
    }

    public function testNoLibraryWhereTheVariablePoints(): void
    {
        $printed = $this->load([self::NAMED => '/nonexistent/libsiplaunch.so.0']);
        self::assertFailure('/libsiplaunch.so.0" cannot be loaded: check the path in SIPLAUNCH_LIB', $printed);
    }

    public function testNoLibraryInTheSystemsPath(): void
    {
        $this->folder->write('libsiplaunch.so.0', 'no library');
        $printed = $this->load([self::SYSTEM_PATH => $this->folder->path]);
        self::assertFailure('"libsiplaunch.so.0" cannot be loaded: install the Debian package', $printed);
    }

    public function testAnotherLibrary(): void
    {
        self::assertFailure('"libc.so.6" is not libsiplaunch', $this->load([self::NAMED => 'libc.so.6']));
    }

    public function testAnotherAbi(): void
    {
        preg_match_all('/\bsiplaunch_\w+(?=\()/', $this->header(), $calls);
        $all = array_diff(array_unique($calls[0]), ['siplaunch_abi_version']);
        [$own, $other] = [Library::ABI_VERSION, Library::ABI_VERSION + 1];
        foreach ([$all, []] as $functions) {
            $printed = $this->load([self::NAMED => $this->compile($functions, $other)]);
            self::assertFailure("libsiplaunch has the ABI number $other, and this package needs $own", $printed);
        }
    }

    public function testAnOlderLibrary(): void
    {
        $printed = $this->load([self::NAMED => $this->compile([], abi: Library::ABI_VERSION)]);
        self::assertFailure('libsiplaunch is older than this package: install the release', $printed);
    }

    /** As on a system without glibc. */
    public function testTheSystemsLibraryInPlaceOfABundledFileThatDoesNotLoad(): void
    {
        $this->bundle('no library');
        self::assertSame('sipphone', $this->load([self::SYSTEM_PATH => $this->folder->path]));
        $this->folder->write('libsiplaunch.so.0', 'no library');
        $printed = $this->load([self::SYSTEM_PATH => $this->folder->path]);
        self::assertFailure('-linux-gnu/libsiplaunch.so.0" cannot be loaded: let PHP\'s user read it', $printed);
        self::assertFailure('If this system has no glibc, such as Alpine, or if PHP has 32 bits, install', $printed);
    }

    public function testNoBundledFileForThisProcessor(): void
    {
        $this->bundle('no library');
        $broken = $this->folder->write('libsiplaunch.so.0', 'no library');
        $printed = $this->load([self::SYSTEM_PATH => dirname($broken)], ['setarch', 'linux32']);
        $machine = trim(Process::run(['setarch', 'linux32', 'uname', '-m']));
        self::assertFailure("the package siplaunch/siplaunch has no library for $machine: install", $printed);
    }

    public function testNoHeader(): void
    {
        unlink("{$this->folder->path}/bindings/php/include/siplaunch.h");
        self::assertFailure('include/siplaunch.h of the package siplaunch/siplaunch cannot be read', $this->load());
    }

    public function testFfiSwitchedOff(): void
    {
        self::assertFailure('ffi.enable is off', $this->load(options: ['-d', 'ffi.enable=0']));
    }

    public function testNoFfiExtension(): void
    {
        self::assertFailure('PHP has no FFI extension', $this->load(options: ['-n']));
    }

    /** PHP's default ffi.enable=preload lets the command line call libraries, but no server. */
    public function testAServerWithoutPreloading(): void
    {
        $printed = $this->serve([]);
        self::assertFailure('set opcache.preload and opcache.preload_user', $printed);
    }

    public function testAServerWithTheIniSnippet(): void
    {
        // Every call, because PHP looks at the caller of each.
        $this->folder->write('load.php', <<<'PHP'
            <?php
            require __DIR__ . '/bindings/php/autoload.php';
            require __DIR__ . '/bindings/php/tests/Everything.php';
            try {
                Siplaunch\Tests\Everything::once();
                echo ini_get('ffi.enable');
            } catch (Throwable $exception) {
                echo $exception;
            }
            PHP);
        self::assertSame('preload', $this->servePreloaded());
    }

    public function testAServerThatPreloadsTheFunctions(): void
    {
        // Without autoload.php, which requires them too.
        $this->folder->write('load.php', <<<'PHP'
            <?php
            echo Siplaunch\explain('hello', Siplaunch\Brand::sipPhone())->kind;
            PHP);
        self::assertSame('neither a link nor a token', $this->servePreloaded());
    }

    public function testAServerThatPreloadsTheHeaderToo(): void
    {
        self::assertSame('sipphone', $this->servePreloaded(withHeader: true));
    }

    /** Without the header PHP starts without the library, and the package looks for it in all places. */
    public function testAServerWithTheLibraryElsewhere(): void
    {
        rename("{$this->folder->path}/libsiplaunch.so.0", "{$this->folder->path}/elsewhere.so");
        $ini = ['PHP_INI_SCAN_DIR' => ':' . $this->folder->ini()];
        self::assertSame('sipphone', $this->serve([...$ini, self::NAMED => "{$this->folder->path}/elsewhere.so"]));
        self::assertFailure('cannot be loaded', $this->serve([...$ini, self::NAMED => '/nonexistent.so']));
        $this->bundle((string) file_get_contents(Repository::library()));
        self::assertSame('sipphone', $this->serve($ini));
    }

    public function testPreloadingLeavesOtherScriptsLockedOut(): void
    {
        $this->folder->write('load.php', <<<'PHP'
            <?php
            try {
                FFI::cdef('int getpid(void);');
            } catch (FFI\Exception $exception) {
                echo $exception->getMessage();
            }
            PHP);
        self::assertStringContainsString('FFI API is restricted', $this->servePreloaded());
    }

    private function servePreloaded(bool $withHeader = false): string
    {
        return $this->serve([
            'PHP_INI_SCAN_DIR' => ':' . $this->folder->ini($withHeader),
            self::SYSTEM_PATH => $this->folder->path,
        ]);
    }

    /** @param array<string, string> $environment */
    private function serve(array $environment): string
    {
        $port = Client::freePort();
        $server = new Process(
            [PHP_BINARY, '-S', "127.0.0.1:$port", '-t', $this->folder->path],
            [self::NAMED => '', ...$environment],
            "{$this->folder->path}/server.log",
        );
        $server->awaitListener("tcp://127.0.0.1:$port");
        return Client::body(Client::get("http://127.0.0.1:$port/load.php"));
    }

    /**
     * @param array<string, string> $environment
     * @param list<string> $wrapper a command that runs PHP
     * @param list<string> $options
     */
    private function load(array $environment = [], array $wrapper = [], array $options = []): string
    {
        $environment = [self::NAMED => null, self::SYSTEM_PATH => null, ...$environment];
        return Process::run([...$wrapper, PHP_BINARY, ...$options, "{$this->folder->path}/load.php"], $environment);
    }

    private function bundle(string $bytes): void
    {
        $folder = 'bindings/php/lib/' . php_uname('m') . '-linux-gnu';
        mkdir("{$this->folder->path}/$folder", recursive: true);
        $this->folder->write("$folder/libsiplaunch.so.0", $bytes);
    }

    /** @param array<string> $functions */
    private function compile(array $functions, int $abi): string
    {
        $code = "int siplaunch_abi_version(void) { return $abi; }";
        foreach ($functions as $function) {
            $code .= "int $function(void) { return 0; }";
        }
        $source = $this->folder->write('other.c', $code);
        $library = "{$this->folder->path}/other" . count($functions) . '.so';
        Process::run(['gcc', '-shared', '-fPIC', '-o', $library, $source]);
        return $library;
    }

    private function header(): string
    {
        return (string) file_get_contents(Repository::PACKAGE . '/include/siplaunch.h');
    }

    private static function assertFailure(string $message, string $printed): void
    {
        self::assertStringStartsWith('Siplaunch\LibraryException 0: ', $printed);
        self::assertStringContainsString($message, $printed);
    }
}
