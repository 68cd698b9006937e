<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;
use Siplaunch\Internal\Hidden;

/**
 * A QR code of a text, such as a launch link, with error correction level M. Whoever sees the code has the link.
 *
 * ```
 * file_put_contents('link.svg', (new Siplaunch\QrCode($link))->toSvg());
 * ```
 *
 * The text is left out of dumps, exports and comparisons with ==. The methods throw a {@see QrException} if it is too
 * long: 2,331 bytes always fit.
 *
 * @property-read string $text the text
 */
final class QrCode
{
    use Hidden;

    private const UINT32_MAX = 0xffff_ffff;

    public function __construct(#[\SensitiveParameter] string $text)
    {
        $this->hide(['text' => $text]);
    }

    /**
     * The code as an SVG element, black on white.
     *
     * @throws QrException
     */
    public function toSvg(): string
    {
        return Call::text('siplaunch_qr_svg', [$this->text]);
    }

    /**
     * The code as the bytes of a PNG image, black on white.
     *
     * @param int|null $pixelsPerModule the width of a module, 1 to 64 pixels; null means 8
     * @throws QrException also for another width
     */
    public function toPng(?int $pixelsPerModule = null): string
    {
        $width = match (true) {
            // The library's default.
            $pixelsPerModule === null => 0,
            // Other numbers than those of uint32_t become one that the library refuses.
            $pixelsPerModule < 1, $pixelsPerModule > self::UINT32_MAX => self::UINT32_MAX,
            default => $pixelsPerModule,
        };
        return Call::text('siplaunch_qr_png', [$this->text, $width]);
    }

    /**
     * The code as lines of characters in UTF-8, for a terminal with light text on a dark background. On a light
     * terminal the code looks inverted, and some scanners cannot read it: set light on dark colours there.
     *
     * @throws QrException
     */
    public function toTerminal(): string
    {
        return Call::text('siplaunch_qr_terminal', [$this->text]);
    }
}
