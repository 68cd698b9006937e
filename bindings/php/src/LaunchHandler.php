<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI\CData;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Handle;
use Siplaunch\Internal\Library;
use Siplaunch\Internal\Time;

/**
 * The launch handler (handbook B.1.1.2): turns the tap on a launch link into the app link that the app opens. It does
 * no I/O but in {@see send()}, and keeps no state.
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
     * @param string $scheme the URL scheme that the app registers
     * @param string $param the parameter that carries the token
     * @param Page|null $page what to answer with in place of a redirect
     * @throws BrandException for a bad scheme
     * @throws LinkException for a bad param, or one that the page's base has in its query
     */
    public function __construct(string $scheme = 'sipphone', string $param = 'c', ?Page $page = null)
    {
        $this->build($scheme, $page, ['param' => [$param]]);
    }

    /**
     * A handler that opens sealed links, and makes app links of a brand of them.
     *
     * @param string $context the one that links were sealed with
     * @param bool $sealedOnly whether tokens, which anybody could have made or changed, are refused
     * @throws LinkException for a bad param, or one that the page's base has in its query
     */
    public static function sealed(
        Brand $brand,
        KeyRing $keyRing,
        string $context = '',
        bool $sealedOnly = false,
        string $param = 'c',
        ?Page $page = null,
    ): self {
        $options = ['sealed' => [$brand->pointer, $keyRing->pointer, $context], 'param' => [$param]];
        return self::bare()->build($brand->scheme(), $page, $options + ($sealedOnly ? ['sealed_only' => []] : []));
    }

    /**
     * Answers a request. What is wrong with a request is its answer, not an exception.
     *
     * @param string $method the request method in capitals as it came, such as "GET"
     * @param string $query the query string as it came, still escaped, without the "?"
     * @param string $userAgent the User-Agent header as it came
     * @param \DateTimeInterface|int|null $now the time, in seconds since 1970-01-01 00:00 UTC if it is a number; null
     *     is the system's clock
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
     * Looks at a request, and leaves the answer for later: a portal that keeps a list of revoked or used links looks
     * the sealed link's id up in between. Parameters are those of {@see handle()}.
     */
    public function open(
        string $method,
        #[\SensitiveParameter] string $query,
        string $userAgent = '',
        \DateTimeInterface|int|null $now = null,
    ): Launch {
        return Launch::from([$this->pointer, $method, $query, $userAgent, Time::now($now)]);
    }

    /**
     * Answers the current request, from PHP's superglobals and through its own functions.
     *
     * @throws \LogicException if PHP has sent its headers already
     */
    public function send(): void
    {
        $this->handle(...self::request())->send();
    }

    /**
     * The current request, for {@see handle()} and {@see open()}.
     *
     * ```
     * $launch = $handler->open(...Siplaunch\LaunchHandler::request());
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

    /** @param array<string, list<CData|string>> $options what the builder's calls take, by their names */
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
