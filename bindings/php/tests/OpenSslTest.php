<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Brand;
use Siplaunch\Credentials;
use Siplaunch\LaunchHandler;
use Siplaunch\Portal;

/** An independent implementation: PHP's openssl extension, on random brands and credentials. */
final class OpenSslTest extends TestCase
{
    private const ROUNDS = 2000;

    /** Special characters of fields, which may have any but "&" and control characters. */
    private const CHARACTERS = [' ', '!', '"', '#', '$', '%', '+', '/', '=', '?', '@', '\\', 'ß', '漢', '🔑', "\u{80}"];

    public function testTokensAndLinks(): void
    {
        mt_srand($seed = random_int(0, PHP_INT_MAX));
        for ($i = 0; $i < self::ROUNDS; $i++) {
            $key = self::bytes([16, 24, 32][mt_rand(0, 2)]);
            $iv = self::bytes(16);
            $brand = new Brand($key, $iv, 'acme-phone');
            $portal = new Portal('https://portal.example/p?x=1');
            $credentials = new Credentials(self::field(), self::field(), self::field());
            $plaintext = "username=$credentials->username&server=$credentials->server"
                . "&password=$credentials->password";

            $cipher = 'aes-' . 8 * strlen($key) . '-cbc';
            $token = base64_encode(openssl_encrypt($plaintext, $cipher, $key, OPENSSL_RAW_DATA, $iv));
            $escaped = rawurlencode($token);

            self::assertSame($token, $brand->token($credentials), "seed $seed");
            self::assertSame($token, $brand->rawToken($plaintext), "seed $seed");
            self::assertSame("acme-phone://$token", $brand->appLink($credentials), "seed $seed");
            $link = "https://portal.example/p?x=1&c=$escaped";
            self::assertSame($link, $portal->launchLink($brand, $credentials), "seed $seed");
            self::assertSame($plaintext, $brand->decode($token), "seed $seed");
            $answer = (new LaunchHandler('acme-phone'))->handle('GET', "x=1&c=$escaped");
            self::assertSame("acme-phone://$token", $answer->headers['Location'], "seed $seed");
        }
    }

    public function testAnyPlaintext(): void
    {
        mt_srand($seed = random_int(0, PHP_INT_MAX));
        for ($i = 0; $i < self::ROUNDS; $i++) {
            [$key, $iv, $plaintext] = [self::bytes(16), self::bytes(16), self::bytes(mt_rand(0, 3000))];
            $brand = new Brand($key, $iv, 'sipphone');
            $token = base64_encode(openssl_encrypt($plaintext, 'aes-128-cbc', $key, OPENSSL_RAW_DATA, $iv));
            self::assertSame($token, $brand->rawToken($plaintext), "seed $seed");
            self::assertSame($plaintext, $brand->decode($token), "seed $seed");
        }
    }

    private static function field(): string
    {
        $field = '';
        for ($left = mt_rand(1, 40); $left > 0; $left--) {
            $special = self::CHARACTERS[mt_rand(0, count(self::CHARACTERS) - 1)];
            $field .= mt_rand(0, 3) === 0 ? $special : chr(mt_rand(ord('0'), ord('z')));
        }
        return $field;
    }

    /** Repeatable, so that a seed names a case. */
    private static function bytes(int $length): string
    {
        $bytes = '';
        while (strlen($bytes) < $length) {
            $bytes .= pack('N', mt_rand());
        }
        return substr($bytes, 0, $length);
    }
}
