<?php

declare(strict_types=1);

namespace App;

/** A message that could not be sent. */
final class MessageException extends \RuntimeException
{
}
