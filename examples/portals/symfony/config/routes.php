<?php

declare(strict_types=1);

use App\Controller\LaunchController;
use App\Controller\OperatorController;
use App\Controller\SignUpController;
use Symfony\Component\Routing\Loader\Configurator\RoutingConfigurator;

return static function (RoutingConfigurator $routes): void {
    $routes->add('sign_up', '/')->controller([SignUpController::class, 'signUp'])->methods(['GET', 'POST']);
    $routes->add('sent', '/sent')->controller([SignUpController::class, 'sent'])->methods(['GET']);
    $routes->add('operator', '/operator')->controller([OperatorController::class, 'list'])->methods(['GET']);
    $routes->add('revoke', '/operator/revoke')->controller([OperatorController::class, 'revoke'])->methods(['POST']);
    $routes->add('launch', '/p')->controller(LaunchController::class); // the path of PORTAL_BASE, and all methods
};
