<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

use PHPUnit\Framework\TestCase;
use Siplaunch\Tests\Repository;

/** App links reach the wire byte for byte: many URL classes turn a token's first characters to lower case. */
final class WireTest extends TestCase
{
    /** @return iterable<string, array{string}> */
    public function examples(): iterable
    {
        yield "PHP's header()" => ['launch.php'];
        yield 'Symfony HttpFoundation' => ['launch-symfony.php'];
        yield 'PSR-15 and Guzzle PSR-7' => ['launch-psr7.php'];
    }

    /** @dataProvider examples */
    public function testTheLocationIsTheAppLink(string $example): void
    {
        $folder = new Folder();
        $port = Client::freePort();
        $server = new Process([
            PHP_BINARY,
            '-d', 'ffi.enable=1',
            '-d', 'auto_prepend_file=' . __DIR__ . '/psr15.php',
            '-S', "127.0.0.1:$port",
            '-t', "$folder->path/bindings/php/examples",
        ], [], "$folder->path/server.log");
        $server->awaitListener("tcp://127.0.0.1:$port");

        foreach (Repository::vectors('tokens.json') as $case) {
            $query = parse_url($case['launch_link'], PHP_URL_QUERY);
            $response = Client::get("http://127.0.0.1:$port/$example?$query");
            $appLink = preg_replace('~^[^:]+~', 'sipphone', $case['app_link']);
            self::assertStringContainsString("\r\nLocation: $appLink\r\n", $response);
            self::assertSame(302, Client::status($response));
            self::assertSame(1, preg_match_all('/^Location:/mi', $response));
            self::assertSame('no-store', strtok((string) Client::header($response, 'Cache-Control'), ','));
            self::assertStringNotContainsString('sipphone://', Client::body($response));
        }
        $refused = Client::get("http://127.0.0.1:$port/$example?c=x");
        self::assertSame([400, null], [Client::status($refused), Client::header($refused, 'Location')]);
        self::assertSame('', Client::body(Client::request('HEAD', "http://127.0.0.1:$port/$example?c=x")));
    }
}
