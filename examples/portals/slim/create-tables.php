<?php

declare(strict_types=1);

// Makes the tables of the database, unless there are some.

use App\Accounts;
use Siplaunch\ClaimStore;
use Slim\Container;

require __DIR__ . '/autoload.php';

$container = new Container(require __DIR__ . '/services.php');
$container->get(Accounts::class)->createTable();
$container->get(ClaimStore::class)->create();
