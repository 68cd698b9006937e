<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Closed;
use Siplaunch\Internal\Library;

/**
 * What was in a sealed link.
 *
 * ```
 * $opened = $keyRing->open($sealed, context: 'portal.example');
 * echo $opened->credentials->username, ' until ', $opened->expires->format(DATE_ATOM);
 * ```
 */
final class Opened
{
    use Closed;

    /**
     * @param \DateTimeImmutable $expires when the link expires, in UTC
     * @param string $id what identifies the link, for revocation and single use: 32 lower-case hex digits. No secret
     */
    private function __construct(
        public readonly Credentials $credentials,
        public readonly \DateTimeImmutable $expires,
        public readonly string $id,
    ) {
    }

    /**
     * Calls what writes the fields into a buffer and the rest into siplaunch_opened.
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
            FFI::string($opened->id, 32),
        );
    }
}
