<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;
use Siplaunch\Internal\Handle;
use Siplaunch\Internal\Library;
use Siplaunch\Internal\SecretFile;
use Siplaunch\Internal\Time;

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
     * Its key is public: anybody who sees a token of this brand can read the password in it.
     */
    public static function sipPhone(): self
    {
        return self::bare()->make('siplaunch_brand_sip_phone', []);
    }

    /**
     * Reads a brand file: TOML with key (ASCII) or key_hex, iv or iv_hex, and perhaps scheme. Warns if others than its
     * owner and group may read it.
     *
     * @throws BrandException if it is not good
     * @throws FileException if it cannot be read
     */
    public static function fromFile(string $path): self
    {
        return self::fromToml(SecretFile::read($path));
    }

    /**
     * Makes a brand of the text of a brand file.
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

    /** The token: what stands after "sipphone://" (handbook B.1.1.1). */
    public function token(Credentials $credentials): string
    {
        return Call::text('siplaunch_brand_token', [$this->pointer, ...$credentials->fields()]);
    }

    /**
     * The app link, ready for a Location header as it is. Keep it out of URL classes and redirect helpers: many turn
     * the token's first characters to lower case, which destroys it.
     */
    public function appLink(Credentials $credentials): string
    {
        return Call::text('siplaunch_brand_app_link', [$this->pointer, ...$credentials->fields()]);
    }

    /**
     * The intent link, which Chrome on Android opens in the app.
     *
     * @param string $package the app's Android package name
     * @param string|null $fallbackUrl where Chrome goes without the app
     * @throws LinkException for a bad package or fallback
     */
    public function intentLink(Credentials $credentials, string $package, ?string $fallbackUrl = null): string
    {
        $inputs = [$this->pointer, ...$credentials->fields(), $package, $fallbackUrl];
        return Call::text('siplaunch_brand_intent_link', $inputs);
    }

    /** Encrypts any bytes as a token, without checking what they are, as the handbook's script does. */
    public function rawToken(#[\SensitiveParameter] string $plaintext): string
    {
        return Call::text('siplaunch_brand_raw_token', [$this->pointer, $plaintext]);
    }

    /**
     * The plaintext of a token: any bytes.
     *
     * @throws TokenException whatever the cause
     */
    public function decode(#[\SensitiveParameter] string $token): string
    {
        return Call::text('siplaunch_brand_decode', [$this->pointer, $token]);
    }

    /**
     * The credentials in a token.
     *
     * @throws TokenException
     */
    public function decodeCredentials(#[\SensitiveParameter] string $token): Credentials
    {
        return Credentials::fromPlaintext($this->decode($token));
    }

    /**
     * Finds the links and tokens in a pasted text, such as an SMS or the source of a mail, and says what one of them is
     * and what is wrong with it: for support desks. It tells a wrong key from a damaged end, and so is a padding oracle
     * by design: never offer it to strangers.
     *
     * ```
     * $explanation = $brand->explain($pasted, keyRing: $keyRing, context: 'portal.example', revoked: $revokedIds);
     * ```
     *
     * @param string $pasted whatever a customer sends in
     * @param string $param the parameter that carries the token or sealed link in launch links
     * @param KeyRing|null $keyRing what opens sealed links; without it they are looked at unopened
     * @param string $context the one that links were sealed with
     * @param iterable<string> $revoked the ids of sealed links that the portal does not let in any more
     * @param \DateTimeInterface|int|null $now the time, in seconds since 1970-01-01 00:00 UTC if it is a number; null
     *     is the system's clock
     * @param int $link which one of several links is explained, from 0: see {@see Explanation::$linkCount}
     * @throws InputException for an id that is none
     */
    public function explain(
        #[\SensitiveParameter] string $pasted,
        string $param = 'c',
        ?KeyRing $keyRing = null,
        string $context = '',
        iterable $revoked = [],
        \DateTimeInterface|int|null $now = null,
        int $link = 0,
    ): Explanation {
        // Read before any pointer: it may run code that destroys objects.
        $revoked = implode("\n", is_array($revoked) ? $revoked : iterator_to_array($revoked, false));
        $keys = $keyRing === null ? Library::ffi()->new('siplaunch_key_ring*') : $keyRing->pointer;
        return Explanation::from([$pasted, $this->pointer, $param, $keys, $context, $revoked, Time::now($now), $link]);
    }
}
