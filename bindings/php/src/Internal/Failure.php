<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use Siplaunch\BrandException;
use Siplaunch\CredentialsException;
use Siplaunch\Exception;
use Siplaunch\InputException;
use Siplaunch\LibraryException;
use Siplaunch\LinkException;
use Siplaunch\MessageException;
use Siplaunch\PageException;
use Siplaunch\QrException;
use Siplaunch\SealedException;
use Siplaunch\SealedExpiredException;
use Siplaunch\Status;
use Siplaunch\TokenException;

/**
 * The exception of each status.
 *
 * @internal
 */
final class Failure
{
    /** By the tens of the status. */
    private const TOPICS = [
        1 => BrandException::class,
        2 => CredentialsException::class,
        3 => TokenException::class,
        4 => LinkException::class,
        5 => SealedException::class,
        6 => MessageException::class,
        7 => PageException::class,
        8 => MessageException::class,
    ];

    public static function of(int $status): Exception
    {
        $class = match ($status) {
            Status::NOT_UTF8, Status::INPUT_TOO_LONG, Status::LINK_IDS => InputException::class,
            Status::SEALED_EXPIRED => SealedExpiredException::class,
            Status::QR_TEXT, Status::QR_SCALE, Status::QR_TICKET => QrException::class,
            default => self::TOPICS[intdiv($status, 10)] ?? LibraryException::class,
        };
        return new $class(Library::ffi()->siplaunch_status_text($status), $status);
    }
}
