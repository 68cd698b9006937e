<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use FFI;
use Siplaunch\LibraryException;

/**
 * Finds libsiplaunch and loads it, once for each request.
 *
 * @internal
 */
final class Library
{
    /** The number of the ABI that this package is written for, which is the number in the SONAME too. */
    public const ABI_VERSION = 0;

    /** The environment variable with the path of the library. */
    public const VARIABLE = 'SIPLAUNCH_LIB';

    private const SCOPE = 'SIPLAUNCH';
    private const SONAME = 'libsiplaunch.so.' . self::ABI_VERSION;
    private const PACKAGE = __DIR__ . '/../..';
    private const BUNDLED = self::PACKAGE . '/lib';

    /** The library once it is loaded. Hot paths read this before they call ffi(). */
    public static ?FFI $ffi = null;

    /**
     * The library.
     *
     * @throws LibraryException with a message that tells the fix
     */
    public static function ffi(): FFI
    {
        return self::$ffi ??= self::load();
    }

    private static function load(): FFI
    {
        if (!extension_loaded('ffi')) {
            throw new LibraryException(
                'PHP has no FFI extension: on Debian run "phpenmod ffi" and restart PHP, else build PHP --with-ffi',
            );
        }
        $ffi = self::preloaded() ?? self::open();
        $version = $ffi->siplaunch_abi_version();
        if ($version !== self::ABI_VERSION) {
            throw self::wrongAbi($version);
        }
        return $ffi;
    }

    private static function preloaded(): ?FFI
    {
        try {
            return FFI::scope(self::SCOPE);
        } catch (FFI\Exception) {
            // Not preloaded, or not allowed: open() tells the two apart.
            return null;
        }
    }

    private static function open(): FFI
    {
        $header = @file_get_contents(self::PACKAGE . '/include/siplaunch.h');
        if ($header === false) {
            throw new LibraryException(
                'include/siplaunch.h of the package siplaunch/siplaunch cannot be read: install the package again, and '
                . 'let PHP\'s user and open_basedir reach it',
            );
        }
        $libraries = self::libraries();
        foreach ($libraries as $library) {
            try {
                return FFI::cdef($header, $library);
            } catch (FFI\Exception $exception) {
                if (!str_starts_with($exception->getMessage(), 'Failed loading')) {
                    throw self::explained($exception, $library);
                }
            }
        }
        throw self::notFound($libraries[0]);
    }

    /** @return non-empty-list<string> the first of these that loads is the library */
    private static function libraries(): array
    {
        $named = getenv(self::VARIABLE);
        if (is_string($named) && $named !== '') {
            return [$named];
        }
        $bundled = sprintf('%s/%s-linux-gnu/%s', self::BUNDLED, php_uname('m'), self::SONAME);
        return is_file($bundled) ? [$bundled, self::SONAME] : [self::SONAME];
    }

    /** PHP's own message tells the fault, but not the fix. */
    private static function explained(FFI\Exception $exception, string $library): LibraryException
    {
        if (str_contains($exception->getMessage(), 'restricted')) {
            return self::restricted();
        }
        try {
            $version = FFI::cdef('uint32_t siplaunch_abi_version(void);', $library)->siplaunch_abi_version();
        } catch (FFI\Exception) {
            return new LibraryException("\"$library\" is not libsiplaunch: correct " . self::VARIABLE);
        }
        return $version === self::ABI_VERSION
            ? new LibraryException(
                'libsiplaunch is older than this package: install the release of the package ('
                . $exception->getMessage() . ')',
            )
            : self::wrongAbi($version);
    }

    private static function restricted(): LibraryException
    {
        return new LibraryException(
            strtolower((string) ini_get('ffi.enable')) === 'preload'
                ? 'ffi.enable is "preload", which lets only preloaded code call libraries: set '
                    . 'opcache.preload and opcache.preload_user in php.ini as siplaunch.ini of the package '
                    . 'siplaunch/siplaunch shows, and restart PHP'
                : 'ffi.enable is off: remove that line from php.ini, or set ffi.enable=preload, and restart PHP',
        );
    }

    private static function notFound(string $library): LibraryException
    {
        if (getenv(self::VARIABLE) === $library) {
            return new LibraryException(
                "\"$library\" cannot be loaded: check the path in " . self::VARIABLE . ', that PHP\'s user may read the '
                . 'file, and that it is built for this system',
            );
        }
        $fault = match (true) {
            $library !== self::SONAME => "\"$library\" cannot be loaded: let PHP's user read it. If this "
                . 'system has no glibc, such as Alpine, or if PHP has 32 bits,',
            is_dir(self::BUNDLED) => 'the package siplaunch/siplaunch has no library for ' . php_uname('m') . ':',
            default => '"' . self::SONAME . '" cannot be loaded:',
        };
        return new LibraryException(
            "$fault install the Debian package libsiplaunch0, or build the library with \"make install\" and run "
            . 'ldconfig, or set the environment variable ' . self::VARIABLE . ' to its path',
        );
    }

    private static function wrongAbi(int $version): LibraryException
    {
        return new LibraryException(sprintf(
            'libsiplaunch has the ABI number %d, and this package needs %d: install the library and the package of '
            . 'the same release',
            $version,
            self::ABI_VERSION,
        ));
    }
}
