<?php

declare(strict_types=1);

// What the container makes, each thing once and when it is first asked for.

use App\Accounts;
use App\Csrf;
use App\LaunchAction;
use App\Messages;
use App\OperatorAction;
use App\OperatorPassword;
use App\SignUp;
use App\SignUpAction;
use Psr\Container\ContainerInterface;
use Siplaunch\Brand;
use Siplaunch\ClaimStore;
use Siplaunch\KeyRing;
use Siplaunch\LaunchHandler;
use Siplaunch\Page;
use Siplaunch\Portal;
use Twig\Environment;
use Twig\Loader\FilesystemLoader;

$settings = require __DIR__ . '/settings.php';

return [
    PDO::class => static fn () => new PDO("sqlite:$settings[PORTAL_DATABASE]"),
    KeyRing::class => static fn () => KeyRing::fromFile($settings['PORTAL_KEYS']),
    Accounts::class => static fn (ContainerInterface $container) => new Accounts($container->get(PDO::class)),
    // A function: if the database cannot be opened, the store answers with the page that says to try again.
    ClaimStore::class => static fn (ContainerInterface $container) => new ClaimStore(
        static fn () => $container->get(PDO::class),
    ),
    Environment::class => static fn () => new Environment(new FilesystemLoader(__DIR__ . '/templates')),
    Csrf::class => static fn () => new Csrf(),
    OperatorPassword::class => static fn () => new OperatorPassword($settings['OPERATOR_PASSWORD']),
    SignUp::class => static fn (ContainerInterface $container) => new SignUp(
        $container->get(Accounts::class),
        new Portal($settings['PORTAL_BASE']),
        $container->get(KeyRing::class),
        new Messages(
            $settings['BRAND_NAME'],
            $settings['MAIL_FROM'],
            (int) $settings['SMTP_PORT'],
            $settings['SMS_URL'],
        ),
        $settings['SIP_SERVER'],
    ),
    SignUpAction::class => static fn (ContainerInterface $container) => new SignUpAction(
        $container->get(SignUp::class),
        $container->get(Environment::class),
        $container->get(Csrf::class),
    ),
    OperatorAction::class => static fn (ContainerInterface $container) => new OperatorAction(
        $container->get(Accounts::class),
        $container->get(ClaimStore::class),
        $container->get(Environment::class),
        $container->get(Csrf::class),
    ),
    LaunchAction::class => static fn (ContainerInterface $container) => new LaunchAction(
        LaunchHandler::sealed(
            Brand::sipPhone(), // a branded app: Brand::fromFile(…)
            $container->get(KeyRing::class),
            sealedOnly: true,
            page: new Page($settings['PORTAL_BASE'], brandName: $settings['BRAND_NAME']),
        ),
        $container->get(ClaimStore::class),
    ),
];
