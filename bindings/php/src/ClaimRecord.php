<?php

declare(strict_types=1);

namespace Siplaunch;

/** A link in a claim store. All times are in UTC. */
final class ClaimRecord
{
    /**
     * @internal {@see ClaimStore} makes it
     * @param string $id the link's id: 32 lower-case hex digits
     * @param \DateTimeImmutable|null $claimedAt the time of the first tap; null for a revoked link that nobody tapped
     * @param int $taps the taps that opened the app
     * @param int $tapsLeft the taps that still open the app; 0 for a link that is used up or revoked
     * @param \DateTimeImmutable|null $revokedAt the time of the revocation
     */
    public function __construct(
        public readonly string $id,
        public readonly ?\DateTimeImmutable $claimedAt,
        public readonly int $taps,
        public readonly int $tapsLeft,
        public readonly ?\DateTimeImmutable $revokedAt,
    ) {
    }
}
