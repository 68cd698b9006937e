<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Batch;
use Siplaunch\Internal\Buffer;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Handle;
use Siplaunch\Internal\Library;
use Siplaunch\Internal\Time;

/**
 * The address of a portal's launch handler, and the links to it.
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
     * @param string|null $param the parameter that carries the payload, one or more unreserved characters of RFC 3986;
     *     null means "c"
     * @throws LinkException
     */
    public function __construct(string $base, ?string $param = null)
    {
        $this->make('siplaunch_portal_new', [$base, $param]);
    }

    /**
     * The launch link of credentials, with a token in it.
     *
     * @throws CredentialsException for the first bad field
     * @throws InputException for a text that is not UTF-8, or too long
     */
    public function launchLink(Brand $brand, Credentials $credentials): string
    {
        return $this->shortLink($brand, Credentials::$nulSeparated[$credentials])
            ?? $this->longOrBadLink($brand, $credentials->fields());
    }

    /**
     * The launch link of three texts, without an object for them. Name the texts, so that none takes another's place:
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

    /** The fastest call; null if the link does not fit into the buffer, or on any failure. */
    private function shortLink(Brand $brand, #[\SensitiveParameter] string $fields): ?string
    {
        $ffi = Library::$ffi ?? Library::ffi();
        $buffer = Buffer::$kept ??= new Buffer();
        // PHP copies the link before it runs a signal handler, which can write another link into the buffer.
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
     * The call for links of any length, and for exceptions.
     *
     * @param array{string, string, string} $fields
     */
    private function longOrBadLink(Brand $brand, #[\SensitiveParameter] array $fields): string
    {
        return Call::text('siplaunch_portal_launch_link', [$this->pointer, $brand->pointer, ...$fields]);
    }

    /**
     * The sealed link of credentials. Only a launch handler with the same key ring and context can open it, until it
     * expires. One link in sixty expires a second later and very few expire some seconds later, so that no link has
     * ".." in it, where some programs end a link.
     *
     * @param \DateTimeInterface|\DateInterval|int $expires the expiry: a time, an interval from now, or a number of
     *     seconds since 1970-01-01 00:00 UTC
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
     * The one-time link of credentials: a sealed link that opens the app with a tap on its page, and that the first tap
     * uses up. A launch handler with a {@see ClaimStore} answers the tap. Each call gives another link, and the expiry
     * is kept to the second. Parameters are those of {@see sealedLink()}.
     *
     * @throws SealedException for an expiry before 1970 or after 2105, or if the system has no random bytes
     */
    public function oneTimeLink(
        KeyRing $keyRing,
        Credentials $credentials,
        \DateTimeInterface|\DateInterval|int $expires,
        string $context = '',
    ): string {
        $inputs = [$this->pointer, $keyRing->pointer, ...$credentials->fields(), Time::seconds($expires), $context];
        return Call::text('siplaunch_portal_one_time_link', $inputs);
    }

    /**
     * The launch links of many rows of credentials: objects, or arrays with the keys username, server and password.
     * Yields each row's link with the row's key. The rows can be a generator: up to 1,000 of them are in memory at a
     * time.
     *
     * A bad row stops no other. In place of its link comes the exception that {@see launchLink()} throws.
     *
     * ```
     * foreach ($portal->launchLinks($brand, $rows) as $key => $link) {
     *     echo "$key: ", $link instanceof Siplaunch\Exception ? $link->getMessage() : $link, "\n";
     * }
     * ```
     *
     * @param iterable<mixed, Credentials|array{username: string, server: string, password: string}> $rows
     * @return \Generator<mixed, string|Exception>
     */
    public function launchLinks(Brand $brand, #[\SensitiveParameter] iterable $rows): \Generator
    {
        return Batch::texts('siplaunch_portal_launch_links', [$this, $brand], $rows);
    }

    /**
     * The sealed links of many rows of credentials, as {@see sealedLink()} makes one, all with the same expiry and
     * context; see {@see launchLinks()}.
     *
     * @param iterable<mixed, Credentials|array{username: string, server: string, password: string}> $rows
     * @return \Generator<mixed, string|Exception>
     */
    public function sealedLinks(
        KeyRing $keyRing,
        #[\SensitiveParameter] iterable $rows,
        \DateTimeInterface|\DateInterval|int $expires,
        string $context = '',
    ): \Generator {
        $inputs = [Time::seconds($expires), $context];
        return Batch::texts('siplaunch_portal_sealed_links', [$this, $keyRing], $rows, $inputs);
    }

    /**
     * The one-time links of many rows of credentials, as {@see oneTimeLink()} makes one, all with the same expiry and
     * context; see {@see launchLinks()}.
     *
     * @param iterable<mixed, Credentials|array{username: string, server: string, password: string}> $rows
     * @return \Generator<mixed, string|Exception>
     * @throws SealedException if the system has no random bytes
     */
    public function oneTimeLinks(
        KeyRing $keyRing,
        #[\SensitiveParameter] iterable $rows,
        \DateTimeInterface|\DateInterval|int $expires,
        string $context = '',
    ): \Generator {
        $inputs = [Time::seconds($expires), $context];
        return Batch::texts('siplaunch_portal_one_time_links', [$this, $keyRing], $rows, $inputs);
    }

    /**
     * The launch link of a payload.
     *
     * @param string $payload a token or a sealed token
     * @throws TokenException if it is neither
     */
    public function link(#[\SensitiveParameter] string $payload): string
    {
        return Call::text('siplaunch_portal_link', [$this->pointer, $payload]);
    }
}
