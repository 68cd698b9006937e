<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI\CData;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Handle;
use Siplaunch\Internal\Library;
use Siplaunch\Internal\Memory;

/**
 * The launch page, with which a launch handler answers in place of a redirect: some browsers follow no redirect to an
 * app, and show nothing.
 *
 * ```
 * $page = new Siplaunch\Page('https://portal.example/p', brandName: 'Acme Phone', language: 'de');
 * $handler = new Siplaunch\LaunchHandler(page: $page);
 * ```
 */
final class Page extends Handle
{
    protected const TYPE = 'siplaunch_page';

    /** The kind of the settings that take a boolean. */
    private const FLAG = 'true or false';

    /**
     * {@see settings()} lists all settings, and docs/page.md of the project explains them. Their names here are in
     * camel case, such as accentColor for "accent_color"; names as listed pass too.
     *
     * @param string $base the URL of the launch handler, as in {@see Portal}
     * @param array<string, string> $texts the settings that begin with "texts.", by the rest of their names, such as
     *     "title"
     * @param string|bool|null ...$settings the other settings, by name; null leaves a default
     * @throws PageException which names the setting
     * @throws \TypeError for a boolean where the setting is not true or false
     * @throws InputException for a text that is not UTF-8, or too long
     */
    public function __construct(string $base, array $texts = [], string|bool|null ...$settings)
    {
        $pairs = [];
        foreach ($settings as $name => $value) {
            $name = self::snakeCase((string) $name);
            $pairs[] = [$name, is_bool($value) ? self::flag($name, $value) : $value];
        }
        foreach ($texts as $name => $text) {
            $pairs[] = ["texts.$name", $text];
        }
        $this->fill($base, array_values(array_filter($pairs, static fn (array $pair): bool => $pair[1] !== null)));
    }

    /**
     * All settings: those of the page, then its texts.
     *
     * ```
     * foreach (Siplaunch\Page::settings() as $setting) {
     *     echo "$setting->name ($setting->kind): $setting->help\n";
     * }
     * ```
     *
     * @return list<PageSetting>
     */
    public static function settings(): array
    {
        $settings = [];
        while ($setting = self::setting(count($settings))) {
            $settings[] = $setting;
        }
        return $settings;
    }

    /** Null after the last setting. */
    private static function setting(int $i): ?PageSetting
    {
        $ffi = Library::ffi();
        [$name, $nameLength] = [$ffi->new('const char *'), $ffi->new('size_t')];
        [$kind, $kindLength] = [$ffi->new('const char *'), $ffi->new('size_t')];
        try {
            $outputs = [$name, $nameLength, $kind, $kindLength];
            $help = (string) Call::lent('siplaunch_page_setting', [$i], $outputs);
        } catch (LibraryException $exception) {
            return $exception->getCode() === Status::INDEX ? null : throw $exception;
        }
        return new PageSetting(
            (string) Call::string($name, $nameLength),
            (string) Call::string($kind, $kindLength),
            $help,
        );
    }

    private static function flag(string $name, bool $value): string
    {
        foreach (self::settings() as $setting) {
            if ($setting->name === $name && $setting->kind !== self::FLAG) {
                throw new \TypeError("the setting $name must be a string or null");
            }
        }
        return $value ? 'true' : 'false';
    }

    private static function snakeCase(string $name): string
    {
        return strtolower((string) preg_replace('/[A-Z]/', '_$0', $name));
    }

    /** @param list<array{string, string}> $pairs names and values */
    private function fill(string $base, array $pairs): void
    {
        $ffi = Library::ffi();
        $memory = new Memory(array_merge(...$pairs));
        $entries = $ffi->new('siplaunch_setting[' . count($pairs) + 1 . ']');
        foreach ($pairs as $i => [$name, $value]) {
            [$entries[$i]->name, $entries[$i]->name_len] = self::copy($memory, $name);
            [$entries[$i]->value, $entries[$i]->value_len] = self::copy($memory, $value);
        }
        [$bad, $length] = [$ffi->new('const char *'), $ffi->new('size_t')];
        try {
            $this->make('siplaunch_page_new', [$base, $entries, count($pairs)], [$bad, $length]);
        } catch (Exception $exception) {
            $setting = Call::string($bad, $length);
            throw $setting === null
                ? $exception
                : new PageException($exception->getMessage(), $exception->getCode(), $setting);
        }
    }

    /** @return array{CData, int} */
    private static function copy(Memory $memory, string $text): array
    {
        return [Library::ffi()->cast('char *', $memory->copy($text)), strlen($text)];
    }
}
