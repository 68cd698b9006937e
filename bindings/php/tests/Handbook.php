<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

/** The handbook's own case: testuser, example.org, testpass, with the published key. */
final class Handbook
{
    public const TOKEN = 'CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==';
    public const APP_LINK = 'sipphone://' . self::TOKEN;
    public const QUERY = 'c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg'
        . '%3D%3D';
    public const LINK = 'https://portal.example/p?' . self::QUERY;
}
