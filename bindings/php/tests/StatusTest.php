<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\BrandException;
use Siplaunch\CredentialsException;
use Siplaunch\Exception;
use Siplaunch\InputException;
use Siplaunch\Internal\Failure;
use Siplaunch\Internal\Library;
use Siplaunch\LibraryException;
use Siplaunch\LinkException;
use Siplaunch\MessageException;
use Siplaunch\PageException;
use Siplaunch\SealedException;
use Siplaunch\SealedExpiredException;
use Siplaunch\Status;
use Siplaunch\TokenException;

/** Every number in the header has a name and an exception here. */
final class StatusTest extends TestCase
{
    /** By name: a new status has to be added here, and so be thought of. */
    private const EXCEPTIONS = [
        LibraryException::class => ['BUFFER_TOO_SMALL', 'NULL_POINTER', 'INDEX', 'PANIC'],
        InputException::class => ['NOT_UTF8', 'INPUT_TOO_LONG', 'LINK_IDS'],
        BrandException::class => ['KEY_LENGTH', 'IV_LENGTH', 'SCHEME', 'BRAND_ENTRIES'],
        CredentialsException::class => [
            'USERNAME_EMPTY', 'SERVER_EMPTY', 'PASSWORD_EMPTY',
            'USERNAME_CHARACTER', 'SERVER_CHARACTER', 'PASSWORD_CHARACTER',
        ],
        TokenException::class => ['TOKEN', 'PLAINTEXT'],
        LinkException::class => ['PORTAL_BASE', 'PARAM', 'LINK', 'PACKAGE', 'FALLBACK_URL'],
        SealedException::class => ['SEALING_KEY', 'CURRENT_KEY', 'EXPIRES', 'SEALED_INVALID', 'KEY_ENTRIES'],
        SealedExpiredException::class => ['SEALED_EXPIRED'],
        MessageException::class => [
            'QR_TEXT', 'QR_SCALE', 'TICKET_TOKEN', 'TEMPLATE', 'TEMPLATE_LINK', 'TEMPLATE_SPACING', 'BRAND_NAME',
            'MESSAGE_LINK', 'MAIL_SUBJECT', 'LANGUAGE', 'MESSAGE_LENGTH',
        ],
        PageException::class => [
            'PAGE_TEXT', 'PAGE_LANGUAGE', 'PAGE_COLOR', 'PAGE_LOGO', 'PAGE_URL', 'PAGE_SETTING', 'PAGE_TEXT_MISSING',
        ],
    ];

    public function testTheNumbersAreTheHeaders(): void
    {
        self::assertSame(self::headersNumbers(), (new \ReflectionClass(Status::class))->getConstants());
    }

    public function testEachNumberHasItsException(): void
    {
        $handled = [];
        foreach (self::EXCEPTIONS as $class => $names) {
            foreach ($names as $name) {
                $handled[$name] = $class;
            }
        }
        foreach (self::headersNumbers() as $name => $number) {
            if ($number !== Status::OK) {
                self::assertArrayHasKey($name, $handled);
                $exception = Failure::of($number);
                self::assertSame($handled[$name], $exception::class, $name);
                self::assertInstanceOf(Exception::class, $exception);
                self::assertSame($number, $exception->getCode());
                self::assertSame(Library::ffi()->siplaunch_status_text($number), $exception->getMessage());
                self::assertNotSame('', $exception->getMessage());
            }
        }
    }

    public function testTheAbiNumberIsTheHeaders(): void
    {
        self::assertSame(1, preg_match('/^#define SIPLAUNCH_ABI_VERSION (\d+)$/m', self::header(), $found));
        self::assertSame((int) $found[1], Library::ABI_VERSION);
    }

    /** @return array<string, int> */
    private static function headersNumbers(): array
    {
        preg_match_all('/^  SIPLAUNCH_STATUS_(\w+) = (\d+),$/m', self::header(), $found);
        return array_combine($found[1], array_map(intval(...), $found[2]));
    }

    private static function header(): string
    {
        return (string) file_get_contents(Repository::PACKAGE . '/include/siplaunch.h');
    }
}
