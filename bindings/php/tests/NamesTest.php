<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Brand;
use Siplaunch\ClaimStore;
use Siplaunch\Credentials;
use Siplaunch\KeyRing;
use Siplaunch\LaunchHandler;
use Siplaunch\Link;
use Siplaunch\Mail;
use Siplaunch\Portal;
use Siplaunch\QrCode;
use Siplaunch\Sms;

use function Siplaunch\explain;

/** Calls and defaults have the names of every language: tests/names.json. */
final class NamesTest extends TestCase
{
    public function testCalls(): void
    {
        foreach (Repository::names()['calls'] as $row) {
            // Null marks a call that PHP does not need.
            $call = array_key_exists('php', $row) ? $row['php'] : $row['call'];
            if ($call !== null) {
                self::assertTrue(self::exists($call), $call);
            }
            foreach ($row['options'] ?? [] as $option => $_) {
                self::assertContains(self::camel($option), self::options($call), $call);
            }
        }
    }

    /** With a default given, each call does the same as without. */
    public function testDefaults(): void
    {
        $calls = self::calls();
        foreach (Repository::names()['calls'] as $row) {
            foreach (array_filter($row['options'] ?? [], static fn ($value) => $value !== null) as $option => $value) {
                [$call, $name, $what] = [$calls[$row['call']], self::camel($option), "{$row['call']}: $option"];
                self::assertSame($call(), $call(...[$name => $value]), $what);
                self::assertNotSame($call(), self::attempt($call, [$name => self::other($value)]), $what);
            }
        }
    }

    private static function exists(string $call): bool
    {
        if (!str_contains($call, '.')) {
            return function_exists('Siplaunch\\' . self::camel($call));
        }
        [$type, $name] = explode('.', $call);
        $class = new \ReflectionClass("Siplaunch\\$type");
        $name = $name === 'new' ? '__construct' : self::camel($name);
        $isHidden = preg_match("/@property-read .* \\$$name\b/", (string) $class->getDocComment()) === 1;
        return $class->hasMethod($name) || $class->hasProperty($name) || $isHidden;
    }

    /** @return list<string> the names of a call's optional parameters */
    private static function options(string $call): array
    {
        [$type, $name] = [...explode('.', $call), null];
        $function = $name === null
            ? new \ReflectionFunction('Siplaunch\\' . self::camel($type))
            : new \ReflectionMethod("Siplaunch\\$type", $name === 'new' ? '__construct' : self::camel($name));
        $optional = array_filter($function->getParameters(), static fn ($parameter) => $parameter->isOptional());
        return array_values(array_map(static fn ($parameter) => $parameter->getName(), $optional));
    }

    /** @return array<string, \Closure(mixed...): mixed> */
    private static function calls(): array
    {
        $brand = Brand::sipPhone();
        $credentials = new Credentials('testuser', 'example.org', 'testpass');
        $portal = new Portal('https://portal.example/p');
        $token = $brand->token($credentials);
        $link = $portal->link($token);
        $appLink = $brand->appLink($credentials);
        $keys = new KeyRing([0 => str_repeat('k', 32)], 0);
        $queries = [(string) parse_url($link, PHP_URL_QUERY), 'c=' . $keys->seal($credentials, 4_000_000_000)];
        $answer = static fn (LaunchHandler $handler): array
            => array_map(static fn (string $query) => $handler->handle('GET', $query)->header('Location'), $queries);
        return [
            'ClaimStore.new' => static fn (...$with) => Claims::tapsLeft(...$with),
            'Portal.new' => static fn (...$with) => (new Portal('https://portal.example/p', ...$with))->link($token),
            'LaunchHandler.new' => static fn (...$with) => $answer(new LaunchHandler(...$with)),
            'LaunchHandler.sealed' => static fn (...$with) => $answer(LaunchHandler::sealed($brand, $keys, ...$with)),
            'Sms.compose' => static fn (...$with) => Sms::compose($link, 'Acme', ...$with)->text,
            'Sms.sealed_budget' => static fn (...$with)
                => Sms::sealedBudget($portal, $credentials, 'Acme', ...$with)->units,
            'Sms.one_time_budget' => static fn (...$with)
                => Sms::oneTimeBudget($portal, $credentials, 'Acme', ...$with)->units,
            'Mail.compose' => static fn (...$with) => Mail::compose($link, 'Acme', ...$with)->text,
            'QrCode.to_png' => static fn (...$with) => (new QrCode($link))->toPng(...$with),
            'explain' => static fn (...$with) => explain("$link\n$appLink", $brand, ...$with)->kind,
            'parse_launch_link' => static fn (...$with) => Link::parseLaunchLink($link, ...$with),
            'parse_app_link' => static fn (...$with) => Link::parseAppLink($appLink, ...$with),
        ];
    }

    /** @param array<string, mixed> $with */
    private static function attempt(\Closure $call, array $with): mixed
    {
        try {
            return $call(...$with);
        } catch (\Siplaunch\Exception $exception) {
            return $exception;
        }
    }

    private static function other(string|int|bool $value): string|int|bool
    {
        return match (true) {
            is_bool($value) => !$value,
            is_int($value) => $value + 1,
            default => $value === 'en' ? 'de' : "x$value",
        };
    }

    private static function camel(string $name): string
    {
        return lcfirst(str_replace('_', '', ucwords($name, '_')));
    }
}
