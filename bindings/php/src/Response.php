<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Hidden;
use Siplaunch\Internal\Library;

/**
 * The answer of a launch handler. Send it as it is: a Location byte for byte, not through a URL class or a redirect
 * helper, which turn the token's first characters to lower case. The server adds Content-Length.
 *
 * Headers and body hold the customer's login: keep them out of logs. They are left out of dumps, exports and
 * comparisons with ==.
 *
 * @property-read array<string, string> $headers values by name; each name comes once
 * @property-read string $body empty for HEAD
 */
final class Response
{
    use Hidden;

    /**
     * @param int $status the HTTP status code, such as 302
     * @param array<string, string> $headers
     */
    private function __construct(
        public readonly int $status,
        #[\SensitiveParameter] array $headers,
        #[\SensitiveParameter] string $body,
    ) {
        $this->hide(['headers' => $headers, 'body' => $body]);
    }

    /** The value of a header, or null. The case of its name does not matter. */
    public function header(string $name): ?string
    {
        return array_change_key_case($this->headers)[strtolower($name)] ?? null;
    }

    /**
     * Answers the current request: sends status, headers and body with PHP's own functions.
     *
     * @throws \LogicException if PHP has sent its headers already
     */
    public function send(): void
    {
        if (headers_sent($file, $line)) {
            throw new \LogicException("$file:$line has sent headers already: print nothing before the response");
        }
        foreach ($this->headers as $name => $value) {
            header("$name: $value");
        }
        // After the headers: PHP sets the status 302 with each Location.
        http_response_code($this->status);
        echo $this->body;
    }

    /**
     * Copies the response of a call.
     *
     * @internal
     * @param list<FFI\CData|string|int|bool|null> $inputs
     */
    public static function from(string $function, #[\SensitiveParameter] array $inputs): self
    {
        $response = Call::value('siplaunch_response*', $function, $inputs);
        try {
            return new self(
                Call::value('uint16_t', 'siplaunch_response_status', [$response])->cdata,
                self::headersOf($response),
                (string) Call::lent('siplaunch_response_body', [$response]),
            );
        } finally {
            Library::ffi()->siplaunch_response_free($response);
        }
    }

    /** @return array<string, string> */
    private static function headersOf(FFI\CData $response): array
    {
        $ffi = Library::ffi();
        [$name, $value] = [$ffi->new('const char *'), $ffi->new('const char *')];
        [$nameLength, $valueLength] = [$ffi->new('size_t'), $ffi->new('size_t')];
        $count = Call::value('size_t', 'siplaunch_response_header_count', [$response])->cdata;
        $headers = [];
        for ($i = 0; $i < $count; $i++) {
            Call::run('siplaunch_response_header', [$response, $i], [$name, $nameLength, $value, $valueLength]);
            $headers[FFI::string($name, $nameLength->cdata)] = FFI::string($value, $valueLength->cdata);
        }
        return $headers;
    }
}
