<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;

/**
 * Links and tokens that there are already.
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
     * @throws TokenException if it is no token
     * @throws BrandException for a bad scheme
     */
    public static function appLink(string $scheme, #[\SensitiveParameter] string $token): string
    {
        return Call::text('siplaunch_scheme_app_link', [$scheme, $token]);
    }

    /**
     * The token in an app link of a scheme.
     *
     * @throws LinkException if it is anything else, or its token is not good
     */
    public static function parseAppLink(string $scheme, #[\SensitiveParameter] string $link): string
    {
        return Call::text('siplaunch_scheme_parse_app_link', [$scheme, $link]);
    }

    /**
     * The token or sealed link in a launch link, whatever portal it points to. Repairs nothing: that is the launch
     * handler's.
     *
     * @throws LinkException if it is no launch link
     */
    public static function parseLaunchLink(#[\SensitiveParameter] string $link, string $param = 'c'): string
    {
        return Call::text('siplaunch_parse_launch_link', [$link, $param]);
    }

    /**
     * Checks that a text is a token. Whether a brand can read it is not looked at.
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
     * @throws TokenException
     */
    public static function escapedToken(#[\SensitiveParameter] string $token): string
    {
        return Call::text('siplaunch_token_escaped', [$token]);
    }

    /**
     * What identifies a sealed link: 32 lower-case hex digits. No key is needed to see it.
     *
     * @throws SealedException if it cannot be a sealed link
     */
    public static function sealedId(#[\SensitiveParameter] string $sealed): string
    {
        return Call::text('siplaunch_sealed_token_id', [$sealed]);
    }
}
