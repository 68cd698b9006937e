<?php

declare(strict_types=1);

// Ends the lives of objects: run.php WAY… Prints "good" if all is well. A process that uses memory after it was freed
// ends by a signal, or valgrind ends it.

use Siplaunch\Tests\lifetimes\Ways;

require __DIR__ . '/../bootstrap.php';

// No output before the end: one of the calls sends headers.
ob_start();
echo 'good';
foreach (array_slice($argv, 1) as $way) {
    Ways::$way();
}
