<?php

declare(strict_types=1);

namespace Siplaunch;

/**
 * What every exception of this package is. Messages say what to do, and hold nothing of any input.
 *
 * ```
 * try {
 *     $credentials = new Siplaunch\Credentials($username, $server, $password);
 * } catch (Siplaunch\CredentialsException $exception) {
 *     echo $exception->getMessage();
 * }
 * ```
 *
 * The code is one of the numbers in {@see Status}, or 0 if the library could not be loaded or a file not be read.
 */
interface Exception extends \Throwable
{
}
