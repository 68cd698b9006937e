<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Brand;
use Siplaunch\Claim;
use Siplaunch\Credentials;
use Siplaunch\InputException;
use Siplaunch\Internal\Library;
use Siplaunch\KeyRing;
use Siplaunch\LaunchHandler;
use Siplaunch\Page;
use Siplaunch\PageException;
use Siplaunch\PageSetting;
use Siplaunch\Status;

final class HandlerTest extends TestCase
{
    private const NOW = 1_800_000_000;

    public function testAnswers(): void
    {
        $handler = new LaunchHandler();
        $answer = $handler->handle('GET', Handbook::QUERY);
        self::assertSame([302, Handbook::APP_LINK], [$answer->status, $answer->headers['Location']]);
        self::assertSame('no-store', $answer->headers['Cache-Control']);
        self::assertSame(['no-store', null], [$answer->header('cache-CONTROL'), $answer->header('Allow')]);
        self::assertNotSame('', $answer->body);
        $head = $handler->handle('HEAD', Handbook::QUERY);
        self::assertSame([302, Handbook::APP_LINK, ''], [$head->status, $head->headers['Location'], $head->body]);
        $post = $handler->handle('POST', Handbook::QUERY);
        self::assertSame([405, 'GET, HEAD'], [$post->status, $post->headers['Allow']]);
        self::assertSame(400, $handler->handle('GET', '')->status);
        self::assertSame(414, $handler->handle('GET', str_repeat('x', 8193))->status);
        self::assertSame(405, $handler->handle("G\xff\0", "\xff\0", "\xff\0")->status);
    }

    public function testSchemeAndParam(): void
    {
        $answer = (new LaunchHandler('acme-phone', 'token'))->handle('GET', strtr(Handbook::QUERY, ['c=' => 'token=']));
        self::assertSame('acme-phone' . strstr(Handbook::APP_LINK, ':'), $answer->headers['Location']);
    }

    public function testSealedLinksInTwoSteps(): void
    {
        [$handler, $query, $expires] = self::sealed();
        $launch = $handler->inspect('GET', $query, now: self::NOW);
        self::assertSame('testpass', $launch->opened()->credentials->password);
        self::assertSame($launch->opened()->id, $launch->id());
        self::assertEquals($expires, $launch->opened()->expires);
        self::assertSame(0, $launch->opened()->expires->getOffset());
        self::assertSame(Handbook::APP_LINK, $launch->answer()->headers['Location']);
        self::assertSame(410, $launch->answerRevoked()->status);

        $expired = $handler->inspect('GET', $query, now: $expires);
        self::assertSame([$launch->id(), null, 410], [$expired->id(), $expired->opened(), $expired->answer()->status]);
        $bad = $handler->inspect('GET', 'c=x');
        unset($handler);
        self::assertSame([null, null, 400], [$bad->id(), $bad->opened(), $bad->answer()->status]);
        self::assertSame(Handbook::APP_LINK, $launch->answer()->headers['Location']);
    }

    public function testSealedOnly(): void
    {
        [$handler] = self::sealed();
        self::assertSame(400, $handler->handle('GET', Handbook::QUERY)->status);
        [$lenient] = self::sealed(sealedOnly: false);
        self::assertSame(302, $lenient->handle('GET', Handbook::QUERY)->status);
    }

    public function testConfirmation(): void
    {
        $handler = LaunchHandler::sealed(Brand::sipPhone(), Claims::keyRing(), confirm: true);
        $query = Claims::plainLink();
        $answers = static fn (string $method) => $handler->handle($method, $query, now: Claims::NOW);
        self::assertSame([200, 303], [$answers('GET')->status, $answers('POST')->status]);
        self::assertStringNotContainsString('sipphone://', $answers('GET')->body);
        self::assertSame(Handbook::APP_LINK, $answers('POST')->header('Location'));
        self::assertFalse($handler->inspect('POST', $query, now: Claims::NOW)->needsClaim());
    }

    public function testAOneTimeLinkNeedsAClaim(): void
    {
        $query = Claims::link();
        self::assertFalse(Claims::launch($query, 'GET')->needsClaim());
        $tap = Claims::launch($query);
        self::assertTrue($tap->needsClaim());
        self::assertSame([true, 503], [$tap->opened()->isOneTime, $tap->answer()->status]);
        self::assertFalse(Claims::launch(Claims::plainLink(), 'GET')->opened()->isOneTime);
        self::assertSame(Handbook::APP_LINK, $tap->answerClaimed(Claim::First)->header('Location'));
        self::assertStringContainsString(Handbook::APP_LINK, $tap->answerClaimed(Claim::Again)->body);
        foreach ([Claim::Used, Claim::Revoked, Claim::Unavailable] as $claim) {
            $answer = $tap->answerClaimed($claim);
            self::assertStringNotContainsString('sipphone://', $answer->body . $answer->header('Location'));
        }
    }

    public function testThePage(): void
    {
        $page = new Page(
            'https://portal.example/p',
            brandName: 'Ärger & Söhne',
            language: 'de-AT',
            accentColor: '#123456',
            androidPackage: 'com.example.phone',
            googlePlay: 'https://play.google.com/store/apps/details?id=com.example.phone',
            texts: ['title' => 'Auf zu {brand}'],
        );
        $handler = new LaunchHandler(page: $page);
        unset($page);
        $answer = $handler->handle('GET', Handbook::QUERY, 'Mozilla/5.0 (Linux; Android 14) Chrome/130');
        self::assertSame(200, $answer->status);
        self::assertArrayNotHasKey('Location', $answer->headers);
        foreach (['Auf zu Ärger &amp; Söhne', 'lang="de-AT"', '#123456', 'intent://', 'play.google.com'] as $part) {
            self::assertStringContainsString($part, $answer->body);
        }
    }

    public function testThePageOfAnExpiredLink(): void
    {
        $page = new Page('https://portal.example/p', newLinkUrl: 'https://portal.example/new');
        [$handler, $query, $expires] = self::sealed(page: $page);
        $answer = $handler->handle('GET', $query, now: $expires);
        self::assertSame(410, $answer->status);
        self::assertStringContainsString('href="https://portal.example/new"', $answer->body);
    }

    public function testSettings(): void
    {
        $settings = Page::settings();
        self::assertContainsEquals(
            new PageSetting('accent_color', '# and six hex digits', "The button's colour."),
            $settings,
        );
        $names = array_column($settings, 'name');
        self::assertSame($names, array_unique($names));
        self::assertContains('texts.title', $names);
    }

    public function testNamesAsTheyAreListed(): void
    {
        $settings = ['brand_name' => 'Akme', 'texts.title' => 'Auf zu {brand}', 'logo' => null];
        $page = new Page('https://portal.example/p', ...$settings);
        $body = (new LaunchHandler(page: $page))->handle('GET', Handbook::QUERY)->body;
        self::assertStringContainsString('Auf zu Akme', $body);
    }

    public function testTrueAndFalse(): void
    {
        $bodies = [];
        foreach ([null, false, true] as $value) {
            $page = new Page('https://portal.example/p', autoOpen: $value);
            $bodies[] = (new LaunchHandler(page: $page))->handle('GET', Handbook::QUERY)->body;
        }
        self::assertSame($bodies[0], $bodies[1]);
        self::assertNotSame($bodies[0], $bodies[2]);
        foreach (Page::settings() as $setting) {
            if ($setting->kind !== 'true or false') {
                try {
                    new Page('https://portal.example/p', ...[$setting->name => true]);
                    self::fail($setting->name);
                } catch (\TypeError $error) {
                    self::assertStringContainsString("$setting->name must be a string or null", $error->getMessage());
                }
            }
        }
    }

    /** @return iterable<string, array{array<string, mixed>, string, int}> */
    public function badSettings(): iterable
    {
        yield 'base' => [['base' => 'portal.example'], 'base', Status::PORTAL_BASE];
        yield 'name' => [['brandName' => ''], 'brand_name', Status::BRAND_NAME];
        yield 'language' => [['language' => '-', 'texts' => self::allTexts()], 'language', Status::PAGE_LANGUAGE];
        yield 'direction' => [['language' => 'en', 'direction' => 'up'], 'direction', Status::PAGE_SETTING];
        yield 'colour' => [['accentColor' => 'red'], 'accent_color', Status::PAGE_COLOR];
        yield 'logo' => [['logo' => 'https://portal.example/logo.png'], 'logo', Status::PAGE_LOGO];
        yield 'package' => [['androidPackage' => '-'], 'android_package', Status::PACKAGE];
        yield 'store' => [['appStore' => 'javascript:'], 'app_store', Status::PAGE_URL];
        yield 'a flag' => [['autoOpen' => 'yes'], 'auto_open', Status::PAGE_SETTING];
        yield 'an unknown setting' => [['nothing' => 'x'], '', Status::PAGE_SETTING];
        yield 'an unknown text' => [['texts' => ['nothing' => 'x']], '', Status::PAGE_SETTING];
        yield 'twice' => [['brandName' => 'x', 'brand_name' => 'x'], 'brand_name', Status::PAGE_SETTING];
        yield 'a text' => [['texts' => ['title' => '']], 'texts.title', Status::PAGE_TEXT];
        $texts = ['title' => 'x'];
        yield 'a missing text' => [['language' => 'fr', 'texts' => $texts], 'texts.lead', Status::PAGE_TEXT_MISSING];
    }

    /**
     * @dataProvider badSettings
     * @param array<string, mixed> $settings
     */
    public function testBadSettings(array $settings, string $setting, int $status): void
    {
        try {
            new Page(...['base' => 'https://portal.example/p', ...$settings]);
        } catch (PageException $exception) {
            self::assertSame([$setting, $status], [$exception->setting, $exception->getCode()]);
            $text = Library::ffi()->siplaunch_status_text($status);
            self::assertSame($setting === '' ? $text : "$setting: $text", $exception->getMessage());
            return;
        }
        self::fail('no exception');
    }

    public function testASettingWithoutAName(): void
    {
        try {
            new Page('https://portal.example/p', [], 'Acme');
            self::fail('no exception');
        } catch (PageException $exception) {
            self::assertSame(Status::PAGE_SETTING, $exception->getCode());
        }
    }

    public function testASettingThatIsNotUtf8(): void
    {
        $this->expectExceptionCode(Status::NOT_UTF8);
        $this->expectException(InputException::class);
        new Page('https://portal.example/p', brandName: "\xff");
    }

    public function testAllTexts(): void
    {
        $page = new Page('https://portal.example/p', language: 'fr', texts: self::allTexts());
        $body = (new LaunchHandler(page: $page))->handle('GET', Handbook::QUERY)->body;
        self::assertStringContainsString('Bonjour', $body);
    }

    /** @return array<string, string> */
    private static function allTexts(): array
    {
        preg_match_all('/^texts\.(.*)$/m', implode("\n", array_column(Page::settings(), 'name')), $names);
        return array_fill_keys($names[1], 'Bonjour');
    }

    /** @return array{LaunchHandler, string, \DateTimeImmutable} */
    private static function sealed(bool $sealedOnly = true, ?Page $page = null): array
    {
        $keyRing = new KeyRing([1 => str_repeat('a', 32), 3 => str_repeat('b', 32)], current: 3);
        $expires = new \DateTimeImmutable('@' . self::NOW + 3600);
        $credentials = new Credentials('testuser', 'example.org', 'testpass');
        $sealed = $keyRing->seal($credentials, $expires->setTimezone(new \DateTimeZone('Asia/Tokyo')), 'portal');
        $handler = LaunchHandler::sealed(Brand::sipPhone(), $keyRing, 'portal', $sealedOnly, page: $page);
        return [$handler, "c=$sealed", $expires];
    }
}
