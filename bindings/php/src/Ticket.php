<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;

/**
 * What the later Sipwise generation shows as a QR code in place of a launch link.
 *
 * ```
 * echo Siplaunch\QrCode::svg(Siplaunch\Ticket::text('testuser', 'example.org', 1800000000000, $token));
 * ```
 */
final class Ticket
{
    /**
     * @param int $expireMs the expiry in milliseconds as the token's issuer told it
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
