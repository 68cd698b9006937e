<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Brand;
use Siplaunch\Credentials;
use Siplaunch\Explanation;
use Siplaunch\InputException;
use Siplaunch\KeyRing;
use Siplaunch\Portal;
use Siplaunch\Sms;
use Siplaunch\Status;

use function Siplaunch\explain;

/** Explanations come over whole. The core's tests show that their findings are right. */
final class ExplainTest extends TestCase
{
    private const NOW = 1_800_000_000;
    private const EXPIRES = self::NOW + 3600;
    private const SEALED = 63;
    private const VALID = 64;
    private const OTHER_KEY_ID = 83;
    private const CHANGED = 84;
    private const EXPIRED = 85;
    private const REVOKED = 86;

    public function testExplanations(): void
    {
        $explanation = explain(' ' . Handbook::LINK . "\n", Brand::sipPhone());
        self::assertSame(['launch link', true], [$explanation->kind, $explanation->isGood]);
        self::assertSame('testpass', $explanation->credentials->password);
        self::assertStringStartsWith('CI8VN8', $explanation->token);
        self::assertFalse($explanation->findings[0]->isFault);
        self::assertStringContainsString('published', $explanation->findings[0]->text);

        $nothing = explain('hello', Brand::sipPhone());
        self::assertSame([false, null, null], [$nothing->isGood, $nothing->token, $nothing->credentials]);
        self::assertTrue($nothing->findings[0]->isFault);
        self::assertGreaterThan(0, $nothing->findings[0]->code);
    }

    public function testASealedLinkInAnSms(): void
    {
        $sms = Sms::compose(self::link(), 'Acme')->text;
        $found = self::explain("Hello,\n$sms");
        self::assertSame([self::VALID], self::codes($found));
        self::assertTrue($found->isGood);
        self::assertSame('testpass', $found->credentials?->password);
        self::assertSame([1, 2], [$found->linkCount, $found->line]);
        self::assertSame('https://portal.example/p?c=…', $found->shown);
        self::assertMatchesRegularExpression('/^[0-9a-f]{32}$/D', (string) $found->id);
        self::assertGreaterThanOrEqual(self::EXPIRES, $found->expires?->getTimestamp());
        self::assertSame(0, $found->expires?->getOffset());
    }

    /** @return iterable<string, array{int, array<string, mixed>}> */
    public function faults(): iterable
    {
        $id = self::explain(self::link())->id;
        yield 'expired' => [self::EXPIRED, ['now' => new \DateTimeImmutable('@' . self::EXPIRES + 60)]];
        yield 'revoked' => [self::REVOKED, ['revoked' => [str_repeat('0', 32), $id]]];
        yield 'revoked, from a generator' => [self::REVOKED, ['revoked' => new \ArrayIterator(['x' => $id])]];
        yield 'another context' => [self::CHANGED, ['context' => 'another']];
        yield 'another key' => [self::CHANGED, ['keyRing' => new KeyRing([str_repeat('x', 32)], 0)]];
        yield 'another key id' => [self::OTHER_KEY_ID, ['keyRing' => new KeyRing([2 => str_repeat('k', 32)], 2)]];
    }

    /**
     * @dataProvider faults
     * @param array<string, mixed> $options
     */
    public function testFaultsOfASealedLink(int $code, array $options): void
    {
        $found = self::explain(self::link(), ...$options);
        self::assertContains($code, self::codes($found));
        self::assertFalse($found->isGood);
    }

    public function testWithoutKeys(): void
    {
        $found = explain(self::link(), Brand::sipPhone());
        self::assertSame([self::SEALED], self::codes($found));
        self::assertSame([null, null], [$found->credentials, $found->expires]);
        self::assertNotNull($found->id);
    }

    public function testSeveralLinks(): void
    {
        $text = self::link() . "\n\n" . Handbook::LINK . "\n" . self::link();
        $first = self::explain($text);
        self::assertSame([2, 1, [self::VALID]], [$first->linkCount, $first->line, self::codes($first)]);
        $second = self::explain($text, link: 1);
        self::assertSame([2, 3], [$second->linkCount, $second->line]);
        self::assertStringStartsWith('CI8VN8', (string) $second->token);
        self::assertFalse(self::explain($text, link: 2)->isGood);
        self::assertFalse(self::explain($text, link: -1)->isGood);
    }

    public function testAnotherParam(): void
    {
        $found = explain(strtr(Handbook::LINK, ['?c=' => '?token=']), Brand::sipPhone(), param: 'token');
        self::assertTrue($found->isGood);
    }

    public function testABadId(): void
    {
        try {
            self::explain(self::link(), revoked: ['x']);
            self::fail('no exception');
        } catch (InputException $exception) {
            self::assertSame(Status::LINK_IDS, $exception->getCode());
        }
    }

    public function testRevokedIdsThatDestroyTheBrand(): void
    {
        $brand = Brand::sipPhone();
        $ids = (static function () use ($brand): \Generator {
            $brand->__destruct();
            yield str_repeat('0', 32);
        })();
        $this->expectException(\LogicException::class);
        explain(self::link(), $brand, revoked: $ids);
    }

    public function testEachCallAboutExplanationsIsMade(): void
    {
        $header = (string) file_get_contents(Repository::PACKAGE . '/include/siplaunch.h');
        $code = (string) file_get_contents(Repository::PACKAGE . '/src/Explanation.php');
        preg_match_all('/\bsiplaunch_explanation_(\w+)\(/', $header, $calls);
        self::assertNotEmpty($calls[1]);
        foreach ($calls[1] as $call) {
            self::assertMatchesRegularExpression("/['_]$call\\b/", $code, $call);
        }
    }

    private static function explain(string $pasted, mixed ...$options): Explanation
    {
        $all = [...['keyRing' => self::keyRing(), 'context' => 'portal', 'now' => self::NOW], ...$options];
        return explain($pasted, Brand::sipPhone(), ...$all);
    }

    /** @return list<int> */
    private static function codes(Explanation $explanation): array
    {
        return array_column($explanation->findings, 'code');
    }

    private static function keyRing(): KeyRing
    {
        return new KeyRing([str_repeat('k', 32)], 0);
    }

    private static function link(): string
    {
        $credentials = new Credentials('testuser', 'example.org', 'testpass');
        $portal = new Portal('https://portal.example/p');
        return $portal->sealedLink(self::keyRing(), $credentials, self::EXPIRES, 'portal');
    }
}
