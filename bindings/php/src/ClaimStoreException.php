<?php

declare(strict_types=1);

namespace Siplaunch;

/** The database of a claim store does not do its work: code 0. The database's own exception is the previous one. */
final class ClaimStoreException extends \RuntimeException implements Exception
{
}
