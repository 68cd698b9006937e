<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI\CData;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Handle;
use Siplaunch\Internal\Library;
use Siplaunch\Internal\Time;

/**
 * The launch handler (handbook B.1.1.2): answers the tap on a launch link with the app link that starts the app. It
 * keeps no state, and answers every request: a bad link makes no call throw.
 *
 * ```
 * (new Siplaunch\LaunchHandler())->send();
 * ```
 */
final class LaunchHandler extends Handle
{
    protected const TYPE = 'siplaunch_handler';

    /**
     * A handler that turns tokens into app links of a scheme. It needs no key.
     *
     * @param string|null $scheme the URL scheme of the app; null means that of the sip:phone app
     * @param string|null $param the parameter that carries the payload; null means "c"
     * @param Page|null $page the page to answer with in place of a redirect
     * @throws BrandException for a bad scheme
     * @throws LinkException for a bad parameter, or one that the page's base has in its query
     */
    public function __construct(?string $scheme = null, ?string $param = null, ?Page $page = null)
    {
        $this->build($scheme ?? Brand::sipPhone()->scheme(), $page, ['param' => [$param]]);
    }

    /**
     * A handler that opens sealed links too, and turns them into app links of the brand.
     *
     * @param string $context the context that links were sealed with
     * @param bool $sealedOnly whether the handler refuses tokens, which anybody could have made or changed
     * @param bool $confirm whether all sealed links need a tap, as one-time links do: GET answers with a page whose
     *     button opens the app, so that no preview or scanner that fetches the link sees the login. It needs no claims
     * @param string|null $param the parameter that carries the payload; null means "c"
     * @param Page|null $page the page to answer with in place of a redirect
     * @throws LinkException for a bad parameter, or one that the page's base has in its query
     */
    public static function sealed(
        Brand $brand,
        KeyRing $keyRing,
        string $context = '',
        bool $sealedOnly = false,
        bool $confirm = false,
        ?string $param = null,
        ?Page $page = null,
    ): self {
        $options = ['sealed' => [$brand->pointer, $keyRing->pointer, $context], 'param' => [$param]];
        $options += ($sealedOnly ? ['sealed_only' => []] : []) + ($confirm ? ['confirm' => []] : []);
        return self::bare()->build($brand->scheme(), $page, $options);
    }

    /**
     * Answers a request. The tap on a one-time link gets 503: see {@see inspect()}.
     *
     * @param string $method the request method in capitals, such as "GET"
     * @param string $query the query string as it came, still escaped, without the "?"
     * @param string $userAgent the User-Agent header
     * @param \DateTimeInterface|int|null $now the time, in seconds since 1970-01-01 00:00 UTC if it is a number; null
     *     means the system's clock
     */
    public function handle(
        string $method,
        #[\SensitiveParameter] string $query,
        string $userAgent = '',
        \DateTimeInterface|int|null $now = null,
    ): Response {
        $inputs = [$this->pointer, $method, $query, $userAgent, Time::now($now)];
        return Response::from('siplaunch_handler_handle', $inputs);
    }

    /**
     * Reads a request without an answer. A portal that revokes sealed links, or has one-time links, looks the link up,
     * and then answers. Parameters are those of {@see handle()}.
     */
    public function inspect(
        string $method,
        #[\SensitiveParameter] string $query,
        string $userAgent = '',
        \DateTimeInterface|int|null $now = null,
    ): Launch {
        return Launch::from([$this->pointer, $method, $query, $userAgent, Time::now($now)]);
    }

    /**
     * Answers the current request: reads PHP's superglobals, and sends the response with PHP's own functions.
     *
     * @param ClaimStore|null $claims the claims of one-time links; null refuses them
     * @throws \LogicException if PHP has sent its headers already
     */
    public function send(?ClaimStore $claims = null): void
    {
        $this->answer($claims, ...self::request())->send();
    }

    /** @internal for {@see send()} and {@see Psr15Handler} */
    public function answer(
        ?ClaimStore $claims,
        string $method,
        #[\SensitiveParameter] string $query,
        string $userAgent,
    ): Response {
        $launch = $this->inspect($method, $query, $userAgent);
        return $claims === null ? $launch->answer() : $launch->answerClaimed($claims->claim($launch));
    }

    /**
     * The current request, for {@see handle()} and {@see inspect()}.
     *
     * ```
     * $launch = $handler->inspect(...Siplaunch\LaunchHandler::request());
     * ```
     *
     * @return array{method: string, query: string, userAgent: string}
     */
    public static function request(): array
    {
        return [
            'method' => $_SERVER['REQUEST_METHOD'] ?? '',
            'query' => $_SERVER['QUERY_STRING'] ?? '',
            'userAgent' => $_SERVER['HTTP_USER_AGENT'] ?? '',
        ];
    }

    /** @param array<string, list<CData|string|null>> $options inputs of the builder's calls, by their names */
    private function build(string $scheme, ?Page $page, array $options): static
    {
        $options += $page === null ? [] : ['page' => [$page->pointer]];
        $builder = Call::value('siplaunch_handler_builder*', 'siplaunch_handler_builder_new', [$scheme]);
        try {
            foreach ($options as $option => $inputs) {
                Call::run("siplaunch_handler_builder_$option", [$builder, ...$inputs]);
            }
            return $this->make('siplaunch_handler_builder_build', [$builder]);
        } finally {
            Library::ffi()->siplaunch_handler_builder_free($builder);
        }
    }
}
