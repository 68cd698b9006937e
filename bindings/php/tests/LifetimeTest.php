<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Internal\Handle;
use Siplaunch\Tests\lifetimes\Ways;
use Siplaunch\Tests\servers\Process;

/** No call uses freed memory, whenever and however an object ends. */
final class LifetimeTest extends TestCase
{
    private const RUN = [PHP_BINARY, __DIR__ . '/lifetimes/run.php'];
    private const VALGRIND = ['valgrind', '--quiet', '--error-exitcode=99', '--leak-check=no'];

    /** @return iterable<string, array{string}> */
    public function ways(): iterable
    {
        foreach ((new \ReflectionClass(Ways::class))->getMethods(\ReflectionMethod::IS_PUBLIC) as $method) {
            if ($method->getNumberOfParameters() === 0) {
                yield $method->name => [$method->name];
            }
        }
    }

    /** @dataProvider ways */
    public function testAWay(string $way): void
    {
        self::assertGood([$way], Process::tryRun([...self::RUN, $way]));
    }

    /** @return iterable<string, array{list<string>}> */
    public function batches(): iterable
    {
        foreach (Ways::ENDS as $way) {
            yield $way => [[$way]];
        }
        yield 'all others' => [array_values(array_diff(array_column([...$this->ways()], 0), Ways::ENDS))];
    }

    /**
     * @dataProvider batches
     * @param list<string> $ways
     */
    public function testUnderValgrind(array $ways): void
    {
        self::assertGood($ways, self::underValgrind([...self::RUN, ...$ways]));
    }

    public function testValgrindSeesAUseAfterFree(): void
    {
        $code = <<<'PHP'
            require 'bootstrap.php';
            $brand = Siplaunch\Internal\Call::value('siplaunch_brand*', 'siplaunch_brand_sip_phone', []);
            Siplaunch\Internal\Library::ffi()->siplaunch_brand_free($brand);
            Siplaunch\Internal\Call::value('bool', 'siplaunch_brand_uses_published_key', [$brand]);
            PHP;
        [$output, $status] = self::underValgrind([PHP_BINARY, '-r', $code], __DIR__);
        self::assertSame(99, $status, $output);
    }

    public function testEachKindOfObjectIsThere(): void
    {
        $handles = array_map(static fn (\ReflectionClass $class): string => $class->name, Objects::handles());
        $used = array_map(static fn (HandleCalls $call): array => array_values($call->handles), HandleCalls::all());
        $used = array_merge(...array_values($used));
        self::assertSame([], array_diff($handles, $used), 'nothing uses these');
        $declared = array_filter(get_declared_classes(), static fn ($class) => is_subclass_of($class, Handle::class));
        self::assertEqualsCanonicalizing(array_values($declared), $handles);
    }

    /**
     * @param list<string> $command
     * @return array{string, int}
     */
    private static function underValgrind(array $command, ?string $folder = null): array
    {
        return Process::tryRun([...self::VALGRIND, ...$command], ['USE_ZEND_ALLOC' => '0'], $folder);
    }

    /**
     * @param list<string> $ways
     * @param array{string, int} $ended output and status
     */
    private static function assertGood(array $ways, array $ended): void
    {
        [$output, $status] = $ended;
        self::assertStringContainsString('good', $output);
        self::assertSame($ways === ['exceptionInADestructor'] ? 255 : 0, $status, $output);
    }
}
