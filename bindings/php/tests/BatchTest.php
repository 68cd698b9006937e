<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Brand;
use Siplaunch\Credentials;
use Siplaunch\Exception;
use Siplaunch\KeyRing;
use Siplaunch\Portal;
use Siplaunch\SealedException;
use Siplaunch\Status;

/** Many rows give what the calls for one row give, with the rows' keys. */
final class BatchTest extends TestCase
{
    private const EXPIRES = 4_000_000_000;
    private const CONTEXT = 'portal.example';

    /** @return iterable<string, array{int}> */
    public function counts(): iterable
    {
        foreach ([0, 1, 2, 999, 1000, 1001, 2500] as $count) {
            yield "$count rows" => [$count];
        }
    }

    /** @dataProvider counts */
    public function testEachKindIsThatOfASingleCall(int $count): void
    {
        $rows = self::rows($count);
        foreach (self::kinds() as $name => [$many, $one]) {
            $expected = array_map(static fn ($row) => self::textOrCode(static fn () => $one(self::credentials($row))), $rows);
            self::assertSame($expected, array_map(self::plain(...), iterator_to_array($many($rows))), $name);
        }
    }

    public function testOneTimeLinks(): void
    {
        [$portal, $keyRing] = [new Portal('https://portal.example/p'), new KeyRing([str_repeat('k', 32)], 0)];
        $rows = self::rows(1001);
        $links = iterator_to_array($portal->oneTimeLinks($keyRing, $rows, self::EXPIRES, self::CONTEXT));
        self::assertSame(array_keys($rows), array_keys($links));
        foreach ($links as $key => $link) {
            $credentials = self::credentials($rows[$key]);
            $code = self::textOrCode(static fn () => $portal->launchLink(Brand::sipPhone(), $credentials));
            if (is_int($code)) {
                self::assertSame($code, self::plain($link));
                continue;
            }
            $opened = $keyRing->open(substr($link, strpos($link, '=') + 1), context: self::CONTEXT);
            self::assertTrue($opened->isOneTime);
            self::assertSame($credentials->fields(), $opened->credentials->fields());
        }
        $good = array_filter($links, is_string(...));
        self::assertCount(count($good), array_unique($good));
    }

    public function testKeysOfAnyKindAndRowsOfAnyIterable(): void
    {
        $credentials = new Credentials('testuser', 'example.org', 'testpass');
        $keys = ['same', 'same', null, 1.5, $credentials, ['a']];
        $rows = (static function () use ($keys, $credentials): \Generator {
            foreach ($keys as $key) {
                yield $key => $credentials;
            }
        })();
        $found = [];
        foreach ((new Portal('https://portal.example/p'))->launchLinks(Brand::sipPhone(), $rows) as $key => $link) {
            $found[] = $key;
            self::assertSame(Handbook::LINK, $link);
        }
        self::assertSame($keys, $found);
    }

    public function testRowsAreReadAThousandAtATime(): void
    {
        $read = 0;
        $endless = (static function () use (&$read): \Generator {
            while (true) {
                $read++;
                yield ['username' => 'u', 'server' => 's', 'password' => 'p'];
            }
        })();
        $tokens = Brand::sipPhone()->tokens($endless);
        self::assertSame(0, $read);
        $before = null;
        for ($row = 1; $row <= 20_000; $row++, $tokens->next()) {
            self::assertIsString($tokens->current());
            self::assertLessThanOrEqual(1000 * intdiv($row + 999, 1000), $read);
            if ($row === 2000) {
                $before = memory_get_usage();
            }
        }
        self::assertLessThan(100_000, memory_get_usage() - $before);
    }

    public function testTheObjectsLiveAsLongAsTheRows(): void
    {
        $links = (new Portal('https://portal.example/p'))->launchLinks(
            Brand::sipPhone(),
            array_fill(0, 1001, new Credentials('testuser', 'example.org', 'testpass')),
        );
        foreach ($links as $link) {
            self::assertSame(Handbook::LINK, $link);
        }
    }

    public function testABadExpiryIsThatOfEachRow(): void
    {
        [$portal, $keyRing] = [new Portal('https://portal.example/p'), new KeyRing([str_repeat('k', 32)], 0)];
        $rows = array_fill(0, 3, new Credentials('u', 's', 'p'));
        foreach ([$portal->sealedLinks($keyRing, $rows, -1), $portal->oneTimeLinks($keyRing, $rows, 1 << 32)] as $links) {
            foreach ($links as $link) {
                self::assertInstanceOf(SealedException::class, $link);
                self::assertSame(Status::EXPIRES, $link->getCode());
            }
        }
    }

    /** @return array<string, array{\Closure(array): \Generator, \Closure(Credentials): string}> by the name of the call */
    private static function kinds(): array
    {
        $brand = new Brand(str_repeat('k', 32), str_repeat('i', 16), 'acme');
        [$portal, $keyRing] = [new Portal('https://portal.example/p', 't'), new KeyRing([str_repeat('k', 32)], 0)];
        return [
            'tokens' => [$brand->tokens(...), $brand->token(...)],
            'appLinks' => [$brand->appLinks(...), $brand->appLink(...)],
            'launchLinks' => [
                static fn (array $rows) => $portal->launchLinks($brand, $rows),
                static fn (Credentials $one) => $portal->launchLink($brand, $one),
            ],
            'sealedLinks' => [
                static fn (array $rows) => $portal->sealedLinks($keyRing, $rows, self::EXPIRES, self::CONTEXT),
                static fn (Credentials $one) => $portal->sealedLink($keyRing, $one, self::EXPIRES, self::CONTEXT),
            ],
        ];
    }

    /**
     * Rows of all lengths, some of them bad. Those of the second thousand have NULs, which separate the fields there.
     *
     * @return array<string, Credentials|array{username: string, server: string, password: string}>
     */
    private static function rows(int $count): array
    {
        $rows = [];
        for ($i = 0; $i < $count; $i++) {
            $row = ['username' => "user$i", 'server' => 'example.org', 'password' => str_repeat('pß', $i % 40 + 1)];
            $bad = match (true) {
                $i % 10 === 3 => [],
                $i % 50 === 0 => ['username' => ''],
                $i % 50 === 1 => ['server' => "a\xffb"],
                $i % 50 === 2 => ['password' => 'a&server=b'],
                $i % 50 === 4 && $i > 1000 && $i < 2000 => [['username', 'server', 'password'][$i % 3] => "a\0b"],
                default => [],
            };
            $row = [...$row, ...$bad];
            $rows["key $i"] = $i % 2 === 0 ? $row : new Credentials(...$row);
        }
        return $rows;
    }

    /** @param Credentials|array{username: string, server: string, password: string} $row */
    private static function credentials(Credentials|array $row): Credentials
    {
        return $row instanceof Credentials ? $row : new Credentials(...$row);
    }

    /** @param \Closure(): string $call */
    private static function textOrCode(\Closure $call): string|int
    {
        try {
            return $call();
        } catch (Exception $exception) {
            return self::plain($exception);
        }
    }

    private static function plain(string|Exception $result): string|int
    {
        return is_string($result) ? $result : $result->getCode();
    }
}
