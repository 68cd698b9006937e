<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Buffer;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Handle;
use Siplaunch\Internal\Library;
use Siplaunch\Internal\Time;

/**
 * Where a portal's launch handler is reached: the base of its launch links, and the parameter that carries the token.
 *
 * ```
 * $portal = new Siplaunch\Portal('https://portal.example/p');
 * echo $portal->launchLink($brand, $credentials);
 * ```
 */
final class Portal extends Handle
{
    protected const TYPE = 'siplaunch_portal';

    /**
     * Launch links should be https: whoever reads one can log in. Give the base no query of its own: links then end in
     * `&c=…`, and some programs that rewrite links in mails lose that part.
     *
     * @param string $base an absolute http or https URL in ASCII, without user info or fragment
     * @param string $param one or more unreserved characters of RFC 3986
     * @throws LinkException
     */
    public function __construct(string $base, string $param = 'c')
    {
        $this->make('siplaunch_portal_new', [$base, $param]);
    }

    /** The launch link of checked credentials: what a portal sends to its customer. */
    public function launchLink(Brand $brand, Credentials $credentials): string
    {
        return $this->shortLink($brand, $credentials->nulSeparated())
            ?? $this->longOrBadLink($brand, $credentials->fields());
    }

    /**
     * The same from three texts, which saves the object. Name them, so that none takes another's place:
     *
     * ```
     * echo $portal->launchLinkOf($brand, username: 'testuser', server: 'example.org', password: 'testpass');
     * ```
     *
     * @throws CredentialsException
     */
    public function launchLinkOf(
        Brand $brand,
        string $username,
        string $server,
        #[\SensitiveParameter] string $password,
    ): string {
        return $this->shortLink($brand, "$username\0$server\0$password")
            ?? $this->longOrBadLink($brand, [$username, $server, $password]);
    }

    /** The call that takes the least time; null if the link is longer than most, or something is wrong. */
    private function shortLink(Brand $brand, #[\SensitiveParameter] string $fields): ?string
    {
        $ffi = Library::$ffi ?? Library::ffi();
        $buffer = Buffer::$kept ??= new Buffer();
        // PHP has its copy of the link when this returns: no signal handler that makes another one gets in between.
        return $ffi->siplaunch_portal_launch_link_nul_separated(
            $this->pointer,
            $brand->pointer,
            $fields,
            \strlen($fields),
            $buffer->chars,
            Buffer::CAPACITY,
        );
    }

    /**
     * The call that makes a link of any length, or says what is wrong.
     *
     * @param array{string, string, string} $fields
     */
    private function longOrBadLink(Brand $brand, #[\SensitiveParameter] array $fields): string
    {
        return Call::text('siplaunch_portal_launch_link', [$this->pointer, $brand->pointer, ...$fields]);
    }

    /**
     * The launch link of checked credentials, sealed: only a launch handler with the same key ring and context can open
     * it, until it expires: when asked or some seconds later, so that its text never has "..", where some programs
     * end a link.
     *
     * @param \DateTimeInterface|\DateInterval|int $expires when; how long from now; or when in seconds since 1970-01-01
     *     00:00 UTC
     * @param string $context bytes that both sides know and the link does not carry, such as the portal's host
     * @throws SealedException for an expiry before 1970 or after 2105
     */
    public function sealedLink(
        KeyRing $keyRing,
        Credentials $credentials,
        \DateTimeInterface|\DateInterval|int $expires,
        string $context = '',
    ): string {
        $inputs = [$this->pointer, $keyRing->pointer, ...$credentials->fields(), Time::seconds($expires), $context];
        return Call::text('siplaunch_portal_sealed_link', $inputs);
    }

    /**
     * The launch link around a token or sealed link that there is already.
     *
     * @throws TokenException if it is neither
     */
    public function link(#[\SensitiveParameter] string $tokenOrSealed): string
    {
        return Call::text('siplaunch_portal_link', [$this->pointer, $tokenOrSealed]);
    }

    /**
     * Counts the SMS that this brand name and template would make with a sealed link of these credentials: what sealing
     * saves. No key is needed for it. Parameters are those of {@see Sms::compose()}.
     *
     * @throws MessageException
     */
    public function sealedSmsBudget(
        Credentials $credentials,
        string $brand,
        string $language = 'en',
        ?string $template = null,
    ): SmsBudget {
        $inputs = [$template ?? Sms::template($language), $brand, $this->pointer, ...$credentials->fields()];
        return SmsBudget::from(Call::value('siplaunch_sms_budget', 'siplaunch_sms_sealed_budget', $inputs));
    }
}
