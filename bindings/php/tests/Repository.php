<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use Siplaunch\Internal\Library;

/** Where things are in the source tree. */
final class Repository
{
    public const ROOT = __DIR__ . '/../../..';
    public const PACKAGE = __DIR__ . '/..';

    /** The library that "make lib" built. */
    public static function library(): string
    {
        return self::libraries() . '/libsiplaunch.so.' . Library::ABI_VERSION;
    }

    /** The folder that it is in. */
    public static function libraries(): string
    {
        return (string) realpath((getenv('CARGO_TARGET_DIR') ?: self::ROOT . '/target') . '/lib');
    }

    /** @return array<string, list<array<string, mixed>>> the names that every language shares */
    public static function names(): array
    {
        $text = (string) file_get_contents(self::ROOT . '/tests/names.json');
        return json_decode($text, true, 512, JSON_THROW_ON_ERROR);
    }

    /** @return list<array<string, mixed>> */
    public static function vectors(string $file): array
    {
        $text = (string) file_get_contents(self::ROOT . "/tests/vectors/$file");
        return json_decode($text, true, 512, JSON_THROW_ON_ERROR)['cases'];
    }
}
