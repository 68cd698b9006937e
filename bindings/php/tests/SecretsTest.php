<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Brand;
use Siplaunch\ClaimRecord;
use Siplaunch\Credentials;
use Siplaunch\Explanation;
use Siplaunch\Finding;
use Siplaunch\KeyRing;
use Siplaunch\Mail;
use Siplaunch\PageSetting;
use Siplaunch\Portal;
use Siplaunch\Response;
use Siplaunch\Sms;
use Siplaunch\SmsBudget;

/** No output of PHP shows a password or a key. */
final class SecretsTest extends TestCase
{
    private const PASSWORD = Objects::PASSWORD;
    private const KEY = Objects::KEY;
    private const SEALING_KEY = Objects::SEALING_KEY;

    /** Classes without secrets, whose objects can be copied. */
    private const OPEN = [ClaimRecord::class, Finding::class, PageSetting::class, SmsBudget::class];

    /** @return array<string, callable(object): string> the ways in which PHP shows and stores objects */
    private static function ways(): array
    {
        return [
            'var_dump' => static fn (object $o) => self::printed(static fn () => var_dump($o)),
            'print_r' => static fn (object $o) => print_r($o, true),
            'var_export' => static fn (object $o) => (string) var_export($o, true),
            'debug_zval_dump' => static fn (object $o) => self::printed(static fn () => debug_zval_dump($o)),
            'json_encode' => static fn (object $o) => (string) json_encode($o, JSON_PARTIAL_OUTPUT_ON_ERROR),
            'serialize' => static fn (object $o) => serialize($o),
            'array' => static fn (object $o) => print_r((array) $o, true),
            'get_object_vars' => static fn (object $o) => print_r(get_object_vars($o), true),
            'get_mangled_object_vars' => static fn (object $o) => print_r(get_mangled_object_vars($o), true),
            'foreach' => static function (object $o): string {
                $text = '';
                foreach ($o as $value) {
                    $text .= print_r($value, true);
                }
                return $text;
            },
            'ArrayObject' => static fn (object $o) => print_r((new \ArrayObject($o))->getArrayCopy(), true),
            'http_build_query' => static fn (object $o) => http_build_query(['o' => $o]),
            'backtrace' => static fn (object $o)
                => (static fn (object $o) => print_r(debug_backtrace(limit: 1), true))($o),
            'a collection' => static function (object $o): string {
                $objects = new \SplObjectStorage();
                $objects[$o] = new \WeakMap();
                return self::printed(static fn () => var_dump([$objects, $objects[$o]]));
            },
            'string' => static fn (object $o) => $o instanceof \Stringable ? (string) $o : '',
        ];
    }

    /** @return iterable<string, array{string}> */
    public function classes(): iterable
    {
        foreach (Objects::classes() as $class) {
            // Other tests are about exceptions.
            if (!$class->implementsInterface(\Throwable::class)) {
                yield $class->name => [$class->name];
            }
        }
    }

    /**
     * @dataProvider classes
     * @param class-string $class
     */
    public function testNoWayShowsASecret(string $class): void
    {
        $object = Objects::make($class);
        foreach (self::ways() as $name => $way) {
            try {
                self::assertShowsNoSecret($way($object), $name);
            } catch (\LogicException $exception) {
                self::assertSame('serialize', $name, $exception->getMessage());
                self::assertShowsNoSecret((string) $exception, $name);
            }
        }
        self::assertShowsNoSecret((string) new \ReflectionObject($object), 'reflection');
    }

    public function testEachWayShowsAnOpenPassword(): void
    {
        $open = new Open(self::PASSWORD);
        foreach (self::ways() as $name => $way) {
            self::assertStringContainsString(self::PASSWORD, $way($open), $name);
        }
    }

    /**
     * @dataProvider classes
     * @param class-string $class
     */
    public function testNothingIsCopiedOrChanged(string $class): void
    {
        $object = Objects::make($class);
        if (in_array($class, self::OPEN, true)) {
            // A change of this needs a change of the list.
            self::assertFalse(method_exists($object, '__serialize'));
            return;
        }
        $text = 'O:' . strlen($class) . ":\"$class\":0:{}";
        $refused = [
            'a clone' => [\Error::class, static fn () => clone $object],
            'serialize' => [\LogicException::class, static fn () => serialize($object)],
            'unserialize' => [\LogicException::class, static fn () => unserialize($text)],
            '__set_state' => [\Error::class, static fn () => $class::__set_state([])],
            'a new property' => [\Error::class, static fn () => $object->more = 'x'],
            'a new property unset' => [\Error::class, static function () use ($object): void {
                unset($object->more);
            }],
        ];
        foreach (self::hidden($class) as $name) {
            $refused["\$$name set"] = [\Error::class, static fn () => $object->$name = 'x'];
            $refused["\$$name unset"] = [\Error::class, static function () use ($object, $name): void {
                unset($object->$name);
            }];
        }
        foreach ($refused as $what => [$exception, $do]) {
            try {
                $do();
                self::fail("$class lets $what pass");
            } catch (\Throwable $thrown) {
                self::assertInstanceOf($exception, $thrown, "$what: $thrown");
            }
        }
    }

    /**
     * @dataProvider classes
     * @param class-string $class
     */
    public function testHiddenPropertiesCanBeRead(string $class): void
    {
        $object = Objects::make($class);
        foreach (self::hidden($class) as $name) {
            self::assertTrue(isset($object->$name), $name);
            self::assertNotEmpty($object->$name, $name);
            self::assertArrayNotHasKey($name, get_object_vars($object));
        }
        self::assertFalse(isset($object->more));
    }

    /**
     * @param class-string $class
     * @return list<string> the properties that its description names
     */
    private static function hidden(string $class): array
    {
        $description = (string) (new \ReflectionClass($class))->getDocComment();
        preg_match_all('/@property-read \S.* \$(\w+)/', $description, $found);
        return $found[1];
    }

    public function testTheTextsAreTheSame(): void
    {
        self::assertSame(['headers', 'body'], self::hidden(Response::class));
        self::assertSame(self::PASSWORD, Objects::make(Credentials::class)->password);
        self::assertSame(Objects::token(), Objects::make(Explanation::class)->token);
        self::assertStringContainsString(Objects::link(), Objects::make(Sms::class)->text);
        self::assertStringContainsString(Objects::link(), Objects::make(Mail::class)->text);
        $response = Objects::make(Response::class);
        self::assertSame('sipphone://' . Objects::token(), $response->headers['Location'] ?? null);
    }

    /** @return iterable<string, array{callable(): mixed}> */
    public function failures(): iterable
    {
        $portal = new Portal('https://portal.example/p');
        $keyRing = new KeyRing([self::SEALING_KEY], 0);
        $sealed = $keyRing->seal(self::credentials(), new \DateInterval('PT1H'));
        yield 'credentials' => [fn () => (new Credentials('testuser', 'example.org', self::PASSWORD . '&'))->check()];
        yield 'intent link' => [fn () => self::brand()->intentLink(self::credentials(), '-')];
        yield 'launch link of' => [fn () => $portal->launchLinkOf(self::brand(), 'u', 's', self::PASSWORD . '&')];
        yield 'sealed link' => [fn () => $portal->sealedLink($keyRing, self::credentials(), -1)];
        yield 'link' => [fn () => $portal->link(self::PASSWORD)];
        yield 'decode' => [fn () => self::brand()->decode(self::PASSWORD)];
        yield 'plaintext' => [fn () => Credentials::fromPlaintext('password=' . self::PASSWORD)];
        yield 'open' => [fn () => $keyRing->open($sealed, context: 'another')];
        yield 'brand' => [fn () => new Brand(self::KEY . '!', self::PASSWORD, 'sipphone')];
        yield 'brand file' => [fn () => Brand::fromToml('key = "' . self::KEY . '"')];
        yield 'key ring' => [fn () => new KeyRing([self::SEALING_KEY . '!'], 0)];
        yield 'key file' => [fn () => KeyRing::fromToml('[keys]\n0 = "' . self::SEALING_KEY . '"')];
        yield 'not UTF-8' => [fn () => (new Credentials('u', 's', self::PASSWORD . "\xff"))->check()];
        yield 'clone' => [fn () => clone self::credentials()];
        yield 'undefined' => [fn () => self::credentials()->secret];
    }

    /** @dataProvider failures */
    public function testExceptionsShowNoSecret(callable $failing): void
    {
        self::assertSame('0', ini_get('zend.exception_ignore_args'));
        try {
            $failing();
        } catch (\Throwable $exception) {
            self::assertShowsNoSecret((string) $exception);
            self::assertShowsNoSecret($exception->getMessage());
            foreach ($exception->getTrace() as $frame) {
                // PHPUnit's own frames hold this test with its data.
                if (str_starts_with($frame['class'] ?? '', 'Siplaunch\\') && $frame['class'] !== self::class) {
                    self::assertShowsNoSecret(print_r($frame, true));
                }
            }
            return;
        }
        self::fail('no exception');
    }

    private static function credentials(): Credentials
    {
        return Objects::make(Credentials::class);
    }

    private static function brand(): Brand
    {
        return Objects::make(Brand::class);
    }

    private static function printed(callable $print): string
    {
        ob_start();
        $print();
        return (string) ob_get_clean();
    }

    private static function assertShowsNoSecret(string $text, string $what = ''): void
    {
        // Of a token, the runs of characters that no escape changes.
        $tokens = preg_split('/[^a-zA-Z0-9]+/', Objects::token() . ' ' . Objects::sealedToken());
        $runs = array_filter($tokens, static fn (string $run): bool => strlen($run) > 7);
        foreach ([self::PASSWORD, self::KEY, self::SEALING_KEY, ...$runs] as $secret) {
            // Stack traces cut arguments off after 15 bytes.
            self::assertStringNotContainsString(substr($secret, 0, 6), $text, $what);
        }
    }
}

/** Hides nothing. */
final class Open
{
    public function __construct(public string $password)
    {
    }

    public function __toString(): string
    {
        return $this->password;
    }
}
