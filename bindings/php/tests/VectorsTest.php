<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Brand;
use Siplaunch\Credentials;
use Siplaunch\KeyRing;
use Siplaunch\LaunchHandler;
use Siplaunch\Link;
use Siplaunch\Portal;
use Siplaunch\TokenException;

/** The cases that every language reads. */
final class VectorsTest extends TestCase
{
    public function testTokens(): void
    {
        $portal = new Portal('http://example.org/p');
        $cases = Repository::vectors('tokens.json');
        self::assertNotEmpty($cases);
        foreach ($cases as $case) {
            $scheme = strstr($case['app_link'], '://', true);
            $brand = new Brand(hex2bin($case['key_hex']), hex2bin($case['iv_hex']), $scheme);
            $credentials = self::credentials($case);

            self::assertSame($case['token'], $brand->token($credentials));
            self::assertSame($case['app_link'], $brand->appLink($credentials));
            self::assertSame($case['launch_link'], $portal->launchLink($brand, $credentials));
            self::assertSame($case['launch_link'], $portal->link($case['token']));
            self::assertSame($case['escaped'], Link::escapedToken($case['token']));
            self::assertSame($case['token'], Link::parseLaunchLink($case['launch_link']));
            self::assertSame($case['token'], Link::parseAppLink($case['app_link'], $scheme));
            self::assertSame($case['app_link'], Link::appLink($case['token'], $scheme));
            self::assertSameCredentials($case, $brand->decodeCredentials($case['token']));

            $query = (string) parse_url($case['launch_link'], PHP_URL_QUERY);
            $response = (new LaunchHandler($scheme))->handle('GET', $query);
            self::assertSame([302, $case['app_link']], [$response->status, $response->headers['Location']]);
        }
    }

    public function testSealedLinks(): void
    {
        $brand = Brand::sipPhone();
        $cases = Repository::vectors('sealed.json');
        self::assertNotEmpty($cases);
        foreach ($cases as $case) {
            $keyRing = new KeyRing([$case['key_id'] => hex2bin($case['key_hex'])], $case['key_id']);
            $credentials = self::credentials($case);
            $before = $case['expires'] - 1;

            $given = $case['seal_gives'] ?? $case;
            self::assertSame($given['token'], $keyRing->seal($credentials, $case['expires'], $case['context']));
            $expires = $keyRing->open($given['token'], $before, $case['context'])->expires;
            self::assertSame($given['expires'], $expires->getTimestamp());
            $opened = $keyRing->open($case['token'], $before, $case['context']);
            self::assertSameCredentials($case, $opened->credentials);
            self::assertSame($case['expires'], $opened->expires->getTimestamp());
            self::assertSame(Link::sealedTokenId($case['token']), $opened->id);

            $handler = LaunchHandler::sealed($brand, $keyRing, $case['context'], sealedOnly: true);
            $response = $handler->handle('GET', "c={$case['token']}", now: $before);
            self::assertSame($brand->appLink($credentials), $response->headers['Location']);
        }
    }

    public function testOneTimeLinks(): void
    {
        $portal = new Portal('http://example.org/p');
        $cases = Repository::vectors('one_time.json');
        self::assertNotEmpty($cases);
        foreach ($cases as $case) {
            $keyRing = new KeyRing([$case['key_id'] => hex2bin($case['key_hex'])], $case['key_id']);
            [$credentials, $context] = [self::credentials($case), $case['context']];
            $first = $keyRing->sealOneTime($credentials, $case['expires'], $context);
            $link = $portal->oneTimeLink($keyRing, $credentials, $case['expires'], $context);
            $sealed = [$case['token'], $first, Link::parseLaunchLink($link)];
            foreach ($sealed as $token) {
                self::assertSame(strlen($case['token']), strlen($token));
                $opened = $keyRing->open($token, $case['expires'] - 1, $context);
                self::assertSameCredentials($case, $opened->credentials);
                self::assertSame([$case['expires'], true], [$opened->expires->getTimestamp(), $opened->isOneTime]);
                self::assertSame(Link::sealedTokenId($token), $opened->id);
            }
            self::assertSame($sealed, array_unique($sealed));
        }
    }

    /** The blocks before the padding, which these files do not have. */
    public function testNistCases(): void
    {
        $count = 0;
        foreach (glob(Repository::ROOT . '/tests/vectors/nist-cavp/CBC*.rsp') as $file) {
            preg_match_all(
                '/^KEY = (\w+)\s+IV = (\w+)\s+PLAINTEXT = (\w+)\s+CIPHERTEXT = (\w+)/m',
                strstr((string) file_get_contents($file), '[DECRYPT]', true),
                $cases,
                PREG_SET_ORDER,
            );
            foreach ($cases as [, $key, $iv, $plaintext, $ciphertext]) {
                $brand = new Brand(hex2bin($key), hex2bin($iv), 'sipphone');
                $blocks = bin2hex(base64_decode($brand->rawToken(hex2bin($plaintext))));
                self::assertSame($ciphertext, substr($blocks, 0, strlen($ciphertext)));
                $count++;
            }
        }
        self::assertGreaterThan(100, $count);
    }

    public function testAWrongKeyDoesNotDecode(): void
    {
        $this->expectException(TokenException::class);
        (new Brand(str_repeat('k', 16), str_repeat('i', 16), 'sipphone'))
            ->decodeCredentials(Repository::vectors('tokens.json')[0]['token']);
    }

    /** @param array<string, mixed> $case */
    private static function credentials(array $case): Credentials
    {
        return new Credentials($case['username'], $case['server'], $case['password']);
    }

    /** @param array<string, mixed> $case */
    private static function assertSameCredentials(array $case, Credentials $credentials): void
    {
        self::assertSame($case['username'], $credentials->username);
        self::assertSame($case['server'], $credentials->server);
        self::assertSame($case['password'], $credentials->password);
    }
}
