<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Batch;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Handle;
use Siplaunch\Internal\SecretFile;

/**
 * One build of the app: its AES key, its initialization vector and its URL scheme. Make it once for each request.
 *
 * ```
 * $brand = Siplaunch\Brand::fromFile('/etc/siplaunch/brand.toml');
 * echo $brand->appLink(new Siplaunch\Credentials('testuser', 'example.org', 'testpass'));
 * ```
 */
final class Brand extends Handle
{
    protected const TYPE = 'siplaunch_brand';

    /**
     * @param string $key the AES key: 16, 24 or 32 bytes
     * @param string $iv the AES-CBC initialization vector: 16 bytes
     * @param string $scheme the URL scheme that the app registers, such as "sipphone"
     * @throws BrandException
     */
    public function __construct(#[\SensitiveParameter] string $key, #[\SensitiveParameter] string $iv, string $scheme)
    {
        $this->make('siplaunch_brand_new', [$key, $iv, $scheme]);
    }

    /**
     * The sip:phone app as published, scheme "sipphone".
     *
     * Its key is public: whoever sees a token of this brand can read the password in it.
     */
    public static function sipPhone(): self
    {
        return self::bare()->make('siplaunch_brand_sip_phone', []);
    }

    /**
     * Reads a brand file: TOML with key (ASCII) or key_hex, iv or iv_hex, and scheme, which can be left out. Warns if
     * the mode of the file is too open.
     *
     * @throws BrandException for a bad entry
     * @throws FileException if the file cannot be read
     */
    public static function fromFile(string $path): self
    {
        return self::fromToml(SecretFile::read($path));
    }

    /**
     * Makes a brand from the text of a brand file.
     *
     * @throws BrandException
     */
    public static function fromToml(#[\SensitiveParameter] string $toml): self
    {
        return self::bare()->make('siplaunch_brand_from_toml', [$toml]);
    }

    /** The URL scheme of this app build. */
    public function scheme(): string
    {
        return Call::text('siplaunch_brand_scheme', [$this->pointer]);
    }

    /** Whether the key is the one printed in the handbook, which hides nothing from anybody. */
    public function usesPublishedKey(): bool
    {
        return Call::value('bool', 'siplaunch_brand_uses_published_key', [$this->pointer])->cdata;
    }

    /** The token of credentials: the text after "sipphone://" (handbook B.1.1.1). */
    public function token(Credentials $credentials): string
    {
        return Call::text('siplaunch_brand_token', [$this->pointer, ...$credentials->fields()]);
    }

    /**
     * The app link of credentials, ready for a Location header. Keep it out of URL classes and redirect helpers: many
     * turn the token's first characters to lower case, which destroys it.
     */
    public function appLink(Credentials $credentials): string
    {
        return Call::text('siplaunch_brand_app_link', [$this->pointer, ...$credentials->fields()]);
    }

    /**
     * The tokens of many rows of credentials: objects, or arrays with the keys username, server and password. Yields
     * each row's token with the row's key. The rows can be a generator: up to 1,000 of them are in memory at a time.
     *
     * A bad row stops no other. In place of its token comes the exception that {@see token()} throws.
     *
     * ```
     * foreach ($brand->tokens($rows) as $key => $token) {
     *     echo "$key: ", $token instanceof Siplaunch\Exception ? $token->getMessage() : $token, "\n";
     * }
     * ```
     *
     * @param iterable<mixed, Credentials|array{username: string, server: string, password: string}> $rows
     * @return \Generator<mixed, string|Exception>
     */
    public function tokens(#[\SensitiveParameter] iterable $rows): \Generator
    {
        return Batch::texts('siplaunch_brand_tokens', [$this], $rows);
    }

    /**
     * The app links of many rows of credentials, as {@see appLink()} makes one; see {@see tokens()}.
     *
     * @param iterable<mixed, Credentials|array{username: string, server: string, password: string}> $rows
     * @return \Generator<mixed, string|Exception>
     */
    public function appLinks(#[\SensitiveParameter] iterable $rows): \Generator
    {
        return Batch::texts('siplaunch_brand_app_links', [$this], $rows);
    }

    /**
     * The intent link, which Chrome on Android opens in the app.
     *
     * @param string $package the app's Android package name
     * @param string|null $fallbackUrl the page that Chrome opens without the app; null means the store's page
     * @throws LinkException for a bad package or fallback
     */
    public function intentLink(Credentials $credentials, string $package, ?string $fallbackUrl = null): string
    {
        $inputs = [$this->pointer, ...$credentials->fields(), $package, $fallbackUrl];
        return Call::text('siplaunch_brand_intent_link', $inputs);
    }

    /** The token of any bytes, which are not checked. The handbook's script makes the same. */
    public function rawToken(#[\SensitiveParameter] string $plaintext): string
    {
        return Call::text('siplaunch_brand_raw_token', [$this->pointer, $plaintext]);
    }

    /**
     * The bytes in a token.
     *
     * @throws TokenException for every cause the same
     */
    public function decode(#[\SensitiveParameter] string $token): string
    {
        return Call::text('siplaunch_brand_decode', [$this->pointer, $token]);
    }

    /**
     * The credentials in a token.
     *
     * @throws TokenException if the token cannot be decoded, or holds anything else
     */
    public function decodeCredentials(#[\SensitiveParameter] string $token): Credentials
    {
        return Credentials::fromPlaintext($this->decode($token));
    }
}
