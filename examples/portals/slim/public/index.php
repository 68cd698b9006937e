<?php

declare(strict_types=1);

use App\Csrf;
use App\LaunchAction;
use App\OperatorAction;
use App\OperatorPassword;
use App\SignUpAction;
use Slim\App;

require __DIR__ . '/../autoload.php';

$app = new App(require __DIR__ . '/../services.php');
$app->group('', function (App $app): void {
    $app->map(['GET', 'POST'], '/', SignUpAction::class);
    $app->get('/sent', SignUpAction::class . ':sent');
    $app->map(['GET', 'POST'], '/operator', OperatorAction::class)->add(OperatorPassword::class);
})->add(Csrf::class);
$app->any('/p', LaunchAction::class); // the path of PORTAL_BASE
$app->run();
