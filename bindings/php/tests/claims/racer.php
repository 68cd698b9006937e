<?php

declare(strict_types=1);

// A process of tests/claims/race.py: racer.php SOURCE USER QUERY.

use Siplaunch\ClaimStore;
use Siplaunch\Tests\Claims;

require __DIR__ . '/../bootstrap.php';

[, $source, $user, $query] = $argv;
$claims = new ClaimStore(new PDO($source, $user));
$launch = Claims::launch($query);
echo "ready\n";
for ($left = (int) fgets(STDIN); $left > 0; $left--) {
    echo $claims->claim($launch)->value, "\n";
}
