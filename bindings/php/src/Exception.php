<?php

declare(strict_types=1);

namespace Siplaunch;

/**
 * Every exception of this package implements it. Messages tell the fix, and hold nothing of any input.
 *
 * ```
 * try {
 *     $credentials = new Siplaunch\Credentials($username, $server, $password);
 * } catch (Siplaunch\CredentialsException $exception) {
 *     echo $exception->getMessage();
 * }
 * ```
 *
 * The code is one of the numbers in {@see Status}, or 0 if the library cannot be loaded or a file cannot be read.
 */
interface Exception extends \Throwable
{
}
