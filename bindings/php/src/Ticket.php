<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;

/**
 * A ticket of the later Sipwise generation, whose app logs in with a QR code of it in place of a launch link.
 *
 * ```
 * $text = Siplaunch\Ticket::text('testuser', 'example.org', 1_800_000_000_000, $token);
 * echo (new Siplaunch\QrCode($text))->toSvg();
 * ```
 */
final class Ticket
{
    /**
     * The text of a ticket.
     *
     * @param int $expireMs the expiry in milliseconds since 1970-01-01 00:00 UTC, as the token's issuer gave it
     * @param string $token 32 hex digits
     * @throws CredentialsException
     * @throws QrException for a bad token
     */
    public static function text(
        string $username,
        string $server,
        int $expireMs,
        #[\SensitiveParameter] string $token,
    ): string {
        return Call::text('siplaunch_ticket_text', [$username, $server, $expireMs, $token]);
    }
}
