<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Brand;
use Siplaunch\Credentials;
use Siplaunch\KeyRing;
use Siplaunch\LaunchHandler;
use Siplaunch\Portal;

/** With a password or key in play, nothing that PHP prints shows it. */
final class SecretsTest extends TestCase
{
    private const PASSWORD = 'hunter2hunter2hunter2';
    private const KEY = 'kkkk-secret-key!';
    private const SEALING_KEY = 'ssss-secret-key!ssss-secret-key!';

    /** @return iterable<string, array{object}> */
    public function objects(): iterable
    {
        $credentials = self::credentials();
        $brand = self::brand();
        $keyRing = new KeyRing([self::SEALING_KEY], 0);
        $sealed = $keyRing->seal($credentials, new \DateInterval('PT1H'));
        yield 'credentials' => [$credentials];
        yield 'brand' => [$brand];
        yield 'key ring' => [$keyRing];
        yield 'opened' => [$keyRing->open($sealed)];
        yield 'explanation' => [$brand->explain($brand->token($credentials))];
        yield 'launch' => [LaunchHandler::sealed($brand, $keyRing)->open('GET', "c=$sealed")];
        yield 'decoded' => [$brand->decodeCredentials($brand->token($credentials))];
    }

    /** @dataProvider objects */
    public function testDumpsAndExportsShowNoSecret(object $object): void
    {
        $dumps = [
            self::printed(static fn () => var_dump($object)),
            self::printed(static fn () => var_dump((array) $object)),
            self::printed(static fn () => var_dump(get_mangled_object_vars($object))),
            self::printed(static fn () => debug_zval_dump($object)),
            print_r($object, true),
            var_export($object, true),
            (string) json_encode($object, JSON_PARTIAL_OUTPUT_ON_ERROR),
            print_r(iterator_to_array(new \ArrayIterator((array) $object)), true),
            (string) new \ReflectionObject($object),
        ];
        foreach ($dumps as $dump) {
            self::assertNotSame('', $dump);
            self::assertShowsNoSecret($dump);
        }
    }

    /** @dataProvider objects */
    public function testNothingIsSerialized(object $object): void
    {
        $this->expectException(\Exception::class);
        serialize($object);
    }

    public function testNothingIsUnserialized(): void
    {
        $this->expectException(\LogicException::class);
        unserialize('O:' . strlen(Brand::class) . ':"' . Brand::class . '":0:{}');
    }

    public function testThePasswordCanBeRead(): void
    {
        self::assertSame(self::PASSWORD, self::credentials()->password);
        self::assertTrue(isset(self::credentials()->password));
    }

    /** @return iterable<string, array{callable(): mixed}> */
    public function failures(): iterable
    {
        $bad = new Credentials('testuser', 'example.org', self::PASSWORD . '&');
        $portal = new Portal('https://portal.example/p');
        $keyRing = new KeyRing([self::SEALING_KEY], 0);
        $sealed = $keyRing->seal(self::credentials(), new \DateInterval('PT1H'));
        yield 'check' => [$bad->check(...)];
        yield 'token' => [fn () => self::brand()->token($bad)];
        yield 'app link' => [fn () => self::brand()->appLink($bad)];
        yield 'intent link' => [fn () => self::brand()->intentLink(self::credentials(), '-')];
        yield 'launch link' => [fn () => $portal->launchLink(self::brand(), $bad)];
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
        return new Credentials('testuser', 'example.org', self::PASSWORD);
    }

    private static function brand(): Brand
    {
        return new Brand(self::KEY, str_repeat('i', 16), 'sipphone');
    }

    private static function printed(callable $print): string
    {
        ob_start();
        $print();
        return (string) ob_get_clean();
    }

    private static function assertShowsNoSecret(string $text): void
    {
        foreach ([self::PASSWORD, self::KEY, self::SEALING_KEY] as $secret) {
            // Stack traces cut arguments off after 15 bytes.
            self::assertStringNotContainsString(substr($secret, 0, 5), $text);
        }
    }
}
