<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Closed;
use Siplaunch\Internal\Library;

/**
 * The content of a sealed token.
 *
 * ```
 * $opened = $keyRing->open($sealedToken, context: 'portal.example');
 * echo $opened->credentials->username, ' until ', $opened->expires->format(DATE_ATOM);
 * ```
 */
final class Opened
{
    use Closed;

    /**
     * @param \DateTimeImmutable $expires the expiry, in UTC
     * @param string $id the id, for revocation and one-time links: 32 lower-case hex digits. No secret
     * @param bool $isOneTime whether it is a one-time link, which opens the app only once it is claimed
     */
    private function __construct(
        public readonly Credentials $credentials,
        public readonly \DateTimeImmutable $expires,
        public readonly string $id,
        public readonly bool $isOneTime,
    ) {
    }

    /**
     * Runs a call that writes the fields into a buffer and the rest into siplaunch_opened.
     *
     * @internal
     * @param list<FFI\CData|string|int> $inputs
     */
    public static function from(string $function, #[\SensitiveParameter] array $inputs): self
    {
        $opened = Library::ffi()->new('siplaunch_opened');
        $fields = Call::text($function, $inputs, [$opened]);
        return new self(
            Credentials::at($fields, $opened->fields),
            new \DateTimeImmutable("@$opened->expires"),
            FFI::string($opened->id),
            $opened->is_one_time,
        );
    }
}
