<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use GuzzleHttp\Psr7\HttpFactory;
use Nyholm\Psr7\Factory\Psr17Factory;
use PHPUnit\Framework\TestCase;
use Psr\Http\Message\ResponseFactoryInterface;
use Psr\Http\Message\ServerRequestFactoryInterface;
use Siplaunch\Brand;
use Siplaunch\ClaimStore;
use Siplaunch\LaunchHandler;
use Siplaunch\Page;
use Siplaunch\Psr15Handler;

require_once __DIR__ . '/servers/psr15.php';
require_once 'GuzzleHttp/Psr7/autoload.php';
require_once 'Nyholm/Psr7/autoload.php';

final class Psr15HandlerTest extends TestCase
{
    private const URL = 'https://portal.example/p?';

    /** @return iterable<string, array{ResponseFactoryInterface&ServerRequestFactoryInterface}> */
    public function libraries(): iterable
    {
        yield 'Guzzle' => [new HttpFactory()];
        yield 'Nyholm' => [new Psr17Factory()];
    }

    /** @dataProvider libraries */
    public function testTheResponseIsTheHandlers(object $factory): void
    {
        $page = new Page('https://portal.example/p', androidPackage: 'com.example.phone');
        $android = 'Mozilla/5.0 (Linux; Android 15) Chrome/130';
        foreach ([new LaunchHandler(), new LaunchHandler(page: $page)] as $handler) {
            $cases = [['GET', Handbook::QUERY], ['HEAD', Handbook::QUERY], ['GET', 'c=x'], ['POST', '']];
            foreach ($cases as [$method, $query]) {
                $request = $factory->createServerRequest($method, self::URL . $query)
                    ->withHeader('User-Agent', $android);
                $response = (new Psr15Handler($handler, $factory))->handle($request);
                $expected = $handler->handle($method, $query, $android);
                self::assertSame($expected->status, $response->getStatusCode());
                self::assertSame($expected->body, (string) $response->getBody());
                foreach ($expected->headers as $name => $value) {
                    self::assertSame([$value], $response->getHeader($name));
                }
                self::assertCount(count($expected->headers), $response->getHeaders());
            }
        }
    }

    /** @dataProvider libraries */
    public function testOneTimeLinks(object $factory): void
    {
        $handler = LaunchHandler::sealed(Brand::sipPhone(), Claims::keyRing());
        $claims = new ClaimStore(new \PDO('sqlite::memory:'));
        $claims->create();
        $query = Claims::link();
        $tap = static fn (string $method, ?ClaimStore $claims) => (new Psr15Handler($handler, $factory, $claims))
            ->handle($factory->createServerRequest($method, self::URL . $query));
        self::assertSame(503, $tap('POST', null)->getStatusCode());
        self::assertSame(200, $tap('GET', $claims)->getStatusCode());
        $first = $tap('POST', $claims);
        self::assertSame(303, $first->getStatusCode());
        self::assertStringStartsWith('sipphone://', $first->getHeaderLine('Location'));
        $further = array_map(static fn () => $tap('POST', $claims)->getStatusCode(), range(2, 6));
        self::assertSame([200, 200, 200, 200, 410], $further);
    }
}
