<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;

/**
 * A text, mostly a link, as a QR code with error correction level M. Whoever sees the code has the link.
 *
 * ```
 * file_put_contents('link.svg', Siplaunch\QrCode::svg($link));
 * ```
 */
final class QrCode
{
    /**
     * @param string $text at most 2,331 bytes, or more if it is simple
     * @return string an SVG image
     * @throws QrException if the text is too long
     */
    public static function svg(#[\SensitiveParameter] string $text): string
    {
        return Call::text('siplaunch_qr_svg', [$text]);
    }

    /**
     * @param int $pixelsPerModule 1 to 64
     * @return string a PNG image
     * @throws QrException if the text is too long, or the scale out of range
     */
    public static function png(#[\SensitiveParameter] string $text, int $pixelsPerModule = 8): string
    {
        return Call::text('siplaunch_qr_png', [$text, $pixelsPerModule < 1 ? 65 : min($pixelsPerModule, 65)]);
    }

    /**
     * @return string lines for a terminal that shows UTF-8, dark on light whatever its colours are
     * @throws QrException if the text is too long
     */
    public static function terminal(#[\SensitiveParameter] string $text): string
    {
        return Call::text('siplaunch_qr_terminal', [$text]);
    }
}
