<?php

declare(strict_types=1);

namespace Siplaunch\Tests\lifetimes;

use Siplaunch\Brand;
use Siplaunch\BrandException;
use Siplaunch\Internal\Handle;
use Siplaunch\KeyRing;
use Siplaunch\LaunchHandler;
use Siplaunch\LibraryException;
use Siplaunch\Page;
use Siplaunch\Tests\HandleCalls;
use Siplaunch\Tests\Objects;

/** The ways in which the lives of objects end. */
final class Ways
{
    /** The ways that end the process too. */
    public const ENDS = [
        'objectsBeforeTheirQueue', 'queueBeforeItsObjects', 'globals', 'exitInTheMiddle', 'exitInADestructor',
        'exceptionInADestructor', 'fork',
    ];

    /**
     * Kept until PHP destroys the remaining objects, in the order of their creation.
     *
     * @var list<mixed>
     */
    private static array $kept = [];

    public static function objectsBeforeTheirQueue(): void
    {
        self::keepWithQueue('');
    }

    public static function exitInADestructor(): void
    {
        self::keepWithQueue('exit');
    }

    public static function exceptionInADestructor(): void
    {
        self::keepWithQueue('exception');
    }

    public static function queueBeforeItsObjects(): void
    {
        $queue = self::queue();
        self::$kept[] = $queue;
        $queue->handles = self::handles();
    }

    public static function globals(): void
    {
        $GLOBALS['queue'] = self::queue();
        foreach (self::handles() as $i => $handle) {
            $GLOBALS["handle$i"] = $handle;
        }
        $GLOBALS['queue']->handles = self::handles();
    }

    public static function exitInTheMiddle(): void
    {
        self::keepWithQueue('');
        $objects = self::handles();
        array_map(static function (Handle $handle) use ($objects): void {
            if (self::isUsable($handle) && $handle === end($objects)) {
                exit;
            }
        }, $objects);
    }

    public static function fork(): void
    {
        self::keepWithQueue('');
        array_map(self::isUsable(...), self::handles());
        $child = pcntl_fork();
        self::must(array_map(self::isUsable(...), self::handles()) !== [], 'objects after a fork');
        if ($child > 0) {
            pcntl_waitpid($child, $status);
            self::must(pcntl_wifexited($status) && pcntl_wexitstatus($status) === 0, 'the end of the child');
        }
    }

    public static function destroyedTwice(): void
    {
        foreach (self::handles() as $handle) {
            self::must(self::isUsable($handle), 'an object');
            for ($i = 0; $i < 2; $i++) {
                $handle->__destruct();
                self::must(!self::isUsable($handle), 'a destroyed object');
            }
        }
    }

    public static function usedAfter(): void
    {
        $calls = 0;
        foreach (HandleCalls::all() as $name => $call) {
            $call->run();
            foreach ($call->handles as $parameter => $class) {
                $destroyed = Objects::make($class);
                $destroyed->__destruct();
                $use = static fn () => $call->run([$parameter => $destroyed]);
                self::throws(\LogicException::class, 'is used after it was destroyed', $use, "$name with $parameter");
                $calls++;
            }
        }
        self::must($calls > count(Objects::handles()), 'the number of calls');
    }

    public static function copied(): void
    {
        foreach (self::handles() as $handle) {
            $name = $handle::class;
            self::throws(\Error::class, 'private', static fn () => clone $handle, "a clone of $name");
            $text = sprintf('O:%d:"%s":0:{}', strlen($name), $name);
            foreach ([static fn () => serialize($handle), static fn () => unserialize($text)] as $call) {
                self::throws(\LogicException::class, 'not serialized', $call, "serialized $name");
            }
        }
    }

    public static function madeTwiceOrNotAtAll(): void
    {
        $brand = Objects::make(Brand::class);
        $again = static fn () => $brand->__construct(Objects::KEY, str_repeat('i', 16), 'sipphone');
        self::throws(\Error::class, 'made once', $again, 'a second constructor');
        self::must(self::isUsable($brand), 'an object after a second constructor');
        $brand->__destruct();
        self::throws(\Error::class, 'never changes', $again, 'a constructor after the destructor');

        foreach (Objects::handles() as $class) {
            $bare = $class->newInstanceWithoutConstructor();
            $use = static fn () => self::isUsable($bare);
            self::throws(\Error::class, 'before initialization', $use, "no constructor of $class->name");
        }
        $bare = (new \ReflectionClass(Brand::class))->newInstanceWithoutConstructor();
        self::throws(BrandException::class, '', static fn () => $bare->__construct('', '', ''), 'a bad brand');
        self::throws(LibraryException::class, 'NULL', $bare->scheme(...), 'a brand that was not made');
    }

    public static function partsOfOthers(): void
    {
        $parts = [Objects::make(Brand::class), Objects::make(KeyRing::class), Objects::make(Page::class)];
        [$brand, $keyRing, $page] = $parts;
        $handler = LaunchHandler::sealed($brand, $keyRing, page: $page);
        array_map(static fn (Handle $part) => $part->__destruct(), $parts);
        $launch = $handler->inspect('GET', 'c=' . Objects::sealedToken());
        $handler->__destruct();
        self::must($launch->opened()?->credentials->password === Objects::PASSWORD, 'the content of a sealed token');
        $answer = $launch->answer();
        $launch->__destruct();
        self::must($answer->status === 200 && str_contains($answer->body, 'sipphone://'), 'an answer');
    }

    public static function cycles(): void
    {
        foreach (self::handles() as $handle) {
            $queue = new Queue();
            $queue->handles = [$handle];
            $cycle = [$queue, null];
            $cycle[1] = &$cycle;
        }
        unset($handle, $queue, $cycle);
        gc_collect_cycles();
    }

    private static function keepWithQueue(string $end): void
    {
        $handles = self::handles();
        $queue = self::queue();
        [$queue->handles, $queue->end] = [$handles, $end];
        self::$kept[] = [$queue, $handles];
    }

    /** A queue that PHP destroys after all objects: fillers take the free places, which new objects would get. */
    private static function queue(): Queue
    {
        for ($i = 0; $i < 500; $i++) {
            self::$kept[] = new \stdClass();
        }
        return new Queue();
    }

    /** @return list<Handle> */
    private static function handles(): array
    {
        $make = static fn (\ReflectionClass $class): object => Objects::make($class->name);
        return array_map($make, Objects::handles());
    }

    /** Makes all calls that read an object, which must be there for all of them or for none. */
    public static function isUsable(Handle $handle): bool
    {
        $usable = [];
        foreach (HandleCalls::all() as $call) {
            foreach (array_keys($call->handles, $handle::class, true) as $parameter) {
                try {
                    $call->run([$parameter => $handle]);
                    $usable[] = true;
                } catch (\LogicException $exception) {
                    $isRight = str_contains($exception->getMessage(), 'is used after it was destroyed');
                    self::must($isRight, (string) $exception);
                    $usable[] = false;
                }
            }
        }
        self::must(count(array_unique($usable)) === 1, 'calls on ' . $handle::class);
        return $usable[0];
    }

    private static function must(bool $condition, string $what): void
    {
        $condition || throw new \RuntimeException("not good: $what");
    }

    /** @param class-string<\Throwable> $class */
    private static function throws(string $class, string $message, callable $call, string $what): void
    {
        try {
            $call();
        } catch (\Throwable $exception) {
            $isRight = $exception instanceof $class && str_contains($exception->getMessage(), $message);
            self::must($isRight, "$what: $exception");
            return;
        }
        self::must(false, "$what throws nothing");
    }
}
