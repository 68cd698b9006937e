<?php

declare(strict_types=1);

namespace App;

use Siplaunch\Brand;
use Siplaunch\KeyRing;
use Siplaunch\LaunchHandler;
use Siplaunch\Page;

final class LaunchHandlerFactory
{
    public static function create(KeyRing $keyRing, string $base, string $brandName): LaunchHandler
    {
        return LaunchHandler::sealed(
            Brand::sipPhone(), // a branded app: Brand::fromFile(…)
            $keyRing,
            sealedOnly: true,
            page: new Page($base, brandName: $brandName),
        );
    }
}
