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
 * One to four keys for sealed links, by id: one seals, all open. To change keys, add a new one, make it current, and
 * take the old one out when the last link that it sealed has expired.
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
     * Reads a key file, as "siplaunch keygen" writes it. Warns if others than its owner and group may read it.
     *
     * @throws SealedException if it is not good
     * @throws FileException if it cannot be read
     */
    public static function fromFile(string $path): self
    {
        return self::fromToml(SecretFile::read($path));
    }

    /**
     * Makes a key ring of the text of a key file: TOML with current = ID, and under [keys] one to four lines
     * ID = "64 hex digits".
     *
     * @throws SealedException
     */
    public static function fromToml(#[\SensitiveParameter] string $toml): self
    {
        return self::bare()->make('siplaunch_key_ring_from_toml', [$toml]);
    }

    /**
     * Seals checked credentials: the sealed link alone, which needs no escaping in a URL. Parameters and exceptions are
     * those of {@see Portal::sealedLink()}.
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
     * Opens a sealed link.
     *
     * @param \DateTimeInterface|int|null $now the time to open it at, in seconds since 1970-01-01 00:00 UTC if it is a
     *     number; null is the system's clock
     * @param string $context the one that the link was sealed with
     * @throws SealedExpiredException if its time is over
     * @throws SealedException if it is not a link of this key ring and context, whatever the cause
     */
    public function open(
        #[\SensitiveParameter] string $sealed,
        \DateTimeInterface|int|null $now = null,
        string $context = '',
    ): Opened {
        $inputs = [$this->pointer, $sealed, Time::now($now), $context];
        return Opened::from('siplaunch_key_ring_open', $inputs);
    }

    /** An id that does not fit into the library's byte becomes one that is refused. */
    private static function byte(int|string $id): int
    {
        return is_int($id) && $id >= 0 && $id <= 255 ? $id : 255;
    }
}
