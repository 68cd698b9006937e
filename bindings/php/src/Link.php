<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;

/**
 * Reads links and payloads, and makes links of tokens.
 *
 * ```
 * $token = Siplaunch\Link::parseLaunchLink('https://portal.example/p?c=…');
 * ```
 */
final class Link
{
    /**
     * The app link of a token: SCHEME://TOKEN.
     *
     * @param string|null $scheme the URL scheme of the app; null means that of the sip:phone app
     * @throws TokenException if the text is no token
     * @throws BrandException for a bad scheme
     */
    public static function appLink(#[\SensitiveParameter] string $token, ?string $scheme = null): string
    {
        return Call::text('siplaunch_scheme_app_link', [$scheme ?? Brand::sipPhone()->scheme(), $token]);
    }

    /**
     * The token in an app link.
     *
     * @param string|null $scheme the URL scheme of the app; null means that of the sip:phone app
     * @throws LinkException if the text is no app link of this scheme, or has a bad token in it
     * @throws BrandException for a bad scheme
     */
    public static function parseAppLink(#[\SensitiveParameter] string $link, ?string $scheme = null): string
    {
        return Call::text('siplaunch_scheme_parse_app_link', [$scheme ?? Brand::sipPhone()->scheme(), $link]);
    }

    /**
     * The payload of a launch link to any portal. This call repairs nothing; only the launch handler does.
     *
     * @param string|null $param the parameter that carries the payload; null means "c"
     * @throws LinkException if the text is no launch link
     */
    public static function parseLaunchLink(#[\SensitiveParameter] string $link, ?string $param = null): string
    {
        return Call::text('siplaunch_parse_launch_link', [$link, $param]);
    }

    /**
     * Checks that a text has the form of a token. Only a brand can tell whether it can decode the token.
     *
     * @throws TokenException
     */
    public static function checkToken(#[\SensitiveParameter] string $token): void
    {
        Call::run('siplaunch_token_check', [$token]);
    }

    /**
     * A token with its "+", "/" and "=" percent-escaped, as launch links carry it.
     *
     * @throws TokenException if the text is no token
     */
    public static function escapedToken(#[\SensitiveParameter] string $token): string
    {
        return Call::text('siplaunch_token_escaped', [$token]);
    }

    /**
     * The id of a sealed token: 32 lower-case hex digits. It needs no key.
     *
     * @throws SealedException if the text does not have the form of a sealed token
     */
    public static function sealedTokenId(#[\SensitiveParameter] string $sealedToken): string
    {
        return Call::text('siplaunch_sealed_token_id', [$sealedToken]);
    }
}
