<?php

declare(strict_types=1);

use App\LaunchHandlerFactory;
use Siplaunch\ClaimStore;
use Siplaunch\KeyRing;
use Siplaunch\LaunchHandler;
use Siplaunch\Portal;
use Symfony\Component\DependencyInjection\Loader\Configurator\ContainerConfigurator;
use Symfony\Component\HttpClient\HttpClient;
use Symfony\Contracts\HttpClient\HttpClientInterface;

use function Symfony\Component\DependencyInjection\Loader\Configurator\service;
use function Symfony\Component\DependencyInjection\Loader\Configurator\service_closure;

return static function (ContainerConfigurator $container): void {
    $services = $container->services()->defaults()->autowire()->autoconfigure()
        ->bind('$sipServer', '%env(SIP_SERVER)%')
        ->bind('$brandName', '%env(BRAND_NAME)%')
        ->bind('$mailFrom', '%env(MAIL_FROM)%')
        ->bind('$smsUrl', '%env(SMS_URL)%');
    $services->load('App\\', '../src/')->exclude('../src/Kernel.php');
    $services->load('App\\Controller\\', '../src/Controller/')->tag('controller.service_arguments');

    $services->set(PDO::class, PDO::class)->args(['sqlite:%env(PORTAL_DATABASE)%'])->autowire(false);
    $services->set(Portal::class)->args(['%env(PORTAL_BASE)%']);
    $services->set(KeyRing::class)->factory([KeyRing::class, 'fromFile'])->args(['%env(PORTAL_KEYS)%']);
    $services->set(LaunchHandler::class)->factory([LaunchHandlerFactory::class, 'create'])
        ->args([service(KeyRing::class), '%env(PORTAL_BASE)%', '%env(BRAND_NAME)%']);
    // A closure: if the database cannot be opened, the store answers with the page that says to try again.
    $services->set(ClaimStore::class)->args([service_closure(PDO::class)]);
    // Not Symfony's own: it logs URLs, and an SMS gateway's have the link in them.
    $services->set(HttpClientInterface::class)->factory([HttpClient::class, 'create'])->args([['timeout' => 10]]);
};
