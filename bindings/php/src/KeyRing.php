<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;
use Siplaunch\Internal\Handle;
use Siplaunch\Internal\Library;
use Siplaunch\Internal\Memory;
use Siplaunch\Internal\SecretFile;
use Siplaunch\Internal\Time;

/**
 * One to four keys of sealed links, by id. The current key seals; all of them open. To change keys, add a new one to
 * the key rings of all handlers, then make it current, and take the old one out when the last link that it sealed has
 * expired.
 *
 * ```
 * $keyRing = Siplaunch\KeyRing::fromFile('/etc/siplaunch/keys.toml');
 * ```
 */
final class KeyRing extends Handle
{
    protected const TYPE = 'siplaunch_key_ring';

    /**
     * @param array<int, string> $keys keys of 32 random bytes by ids of 0 to 3
     * @param int $current the id of the key that seals
     * @throws SealedException
     */
    public function __construct(#[\SensitiveParameter] array $keys, int $current)
    {
        $ffi = Library::ffi();
        $entries = $ffi->new('siplaunch_sealing_key[' . max(1, count($keys)) . ']');
        $memory = new Memory(array_values($keys));
        foreach (array_keys($keys) as $i => $id) {
            $entries[$i]->id = self::byte($id);
            $entries[$i]->key = $memory->copy($keys[$id]);
            $entries[$i]->key_len = strlen($keys[$id]);
        }
        $this->make('siplaunch_key_ring_new', [$entries, count($keys), self::byte($current)]);
    }

    /**
     * Reads a key file, as "siplaunch keygen" writes it. Warns if the mode of the file is too open.
     *
     * @throws SealedException for a bad entry
     * @throws FileException if the file cannot be read
     */
    public static function fromFile(string $path): self
    {
        return self::fromToml(SecretFile::read($path));
    }

    /**
     * Makes a key ring from the text of a key file: TOML with current = ID, and under [keys] one to four lines
     * ID = "64 hex digits".
     *
     * @throws SealedException
     */
    public static function fromToml(#[\SensitiveParameter] string $toml): self
    {
        return self::bare()->make('siplaunch_key_ring_from_toml', [$toml]);
    }

    /**
     * The sealed token of credentials, which needs no escaping in a URL. Parameters and exceptions are those of
     * {@see Portal::sealedLink()}.
     *
     * @throws SealedException
     */
    public function seal(
        Credentials $credentials,
        \DateTimeInterface|\DateInterval|int $expires,
        string $context = '',
    ): string {
        $inputs = [$this->pointer, ...$credentials->fields(), Time::seconds($expires), $context];
        return Call::text('siplaunch_key_ring_seal', $inputs);
    }

    /**
     * The sealed token of a one-time link, which its first tap uses up. Each call gives another one. Parameters and
     * exceptions are those of {@see Portal::oneTimeLink()}.
     *
     * @throws SealedException
     */
    public function sealOneTime(
        Credentials $credentials,
        \DateTimeInterface|\DateInterval|int $expires,
        string $context = '',
    ): string {
        $inputs = [$this->pointer, ...$credentials->fields(), Time::seconds($expires), $context];
        return Call::text('siplaunch_key_ring_seal_one_time', $inputs);
    }

    /**
     * Opens a sealed token.
     *
     * @param \DateTimeInterface|int|null $now the time, in seconds since 1970-01-01 00:00 UTC if it is a number; null
     *     means the system's clock
     * @param string $context the context that the token was sealed with
     * @throws SealedExpiredException if the token has expired
     * @throws SealedException for every other cause the same
     */
    public function open(
        #[\SensitiveParameter] string $sealedToken,
        \DateTimeInterface|int|null $now = null,
        string $context = '',
    ): Opened {
        $inputs = [$this->pointer, $sealedToken, Time::now($now), $context];
        return Opened::from('siplaunch_key_ring_open', $inputs);
    }

    /** An id that does not fit into the library's byte becomes one that the library refuses. */
    private static function byte(int|string $id): int
    {
        return is_int($id) && $id >= 0 && $id <= 255 ? $id : 255;
    }
}
