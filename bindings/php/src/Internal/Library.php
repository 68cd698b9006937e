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
        $library = self::path();
        try {
            return FFI::cdef($header, $library);
        } catch (FFI\Exception $exception) {
            throw self::explained($exception, $library);
        }
    }

    private static function path(): string
    {
        $named = getenv(self::VARIABLE);
        if (is_string($named) && $named !== '') {
            return $named;
        }
        $bundled = self::PACKAGE . '/lib/' . self::SONAME;
        return is_file($bundled) ? $bundled : self::SONAME;
    }

    /** PHP's own message tells the fault, but not the fix. */
    private static function explained(FFI\Exception $exception, string $library): LibraryException
    {
        if (str_contains($exception->getMessage(), 'restricted')) {
            return self::restricted();
        }
        try {
            $version = FFI::cdef('uint32_t siplaunch_abi_version(void);', $library)->siplaunch_abi_version();
        } catch (FFI\Exception $cause) {
            return str_starts_with($cause->getMessage(), 'Failed loading')
                ? self::notFound($library)
                : new LibraryException("\"$library\" is not libsiplaunch: correct " . self::VARIABLE);
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
                ? 'ffi.enable is "preload", which lets only preloaded code call libraries: set ffi.preload, '
                    . 'opcache.preload and opcache.preload_user in php.ini as siplaunch.ini of the package '
                    . 'siplaunch/siplaunch shows, and restart PHP'
                : 'ffi.enable is off: remove that line from php.ini, or set ffi.enable=preload, and restart PHP',
        );
    }

    private static function notFound(string $library): LibraryException
    {
        return new LibraryException("\"$library\" cannot be loaded: " . match (true) {
            $library === self::SONAME => 'install it with "make install" and run ldconfig, or set the environment '
                . 'variable ' . self::VARIABLE . ' to its path',
            getenv(self::VARIABLE) === $library => 'check the path in ' . self::VARIABLE . ', that PHP\'s user may '
                . 'read the file, and that it is built for this system',
            default => 'check that PHP\'s user may read the file, and that it is built for this system',
        });
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
