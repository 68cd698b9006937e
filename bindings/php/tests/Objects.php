<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use Siplaunch\Brand;
use Siplaunch\Claim;
use Siplaunch\ClaimRecord;
use Siplaunch\ClaimStore;
use Siplaunch\Credentials;
use Siplaunch\Explanation;
use Siplaunch\Finding;
use Siplaunch\Internal\Handle;
use Siplaunch\KeyRing;
use Siplaunch\Launch;
use Siplaunch\LaunchHandler;
use Siplaunch\Mail;
use Siplaunch\Opened;
use Siplaunch\Page;
use Siplaunch\PageSetting;
use Siplaunch\Portal;
use Siplaunch\QrCode;
use Siplaunch\Response;
use Siplaunch\Sms;
use Siplaunch\SmsBudget;

use function Siplaunch\explain;

/** One object of each class of the package, all of them with the same login. */
final class Objects
{
    public const PASSWORD = 'hunter2hunter2hunter2';
    public const KEY = 'kkkk-secret-key!';
    public const SEALING_KEY = 'ssss-secret-key!ssss-secret-key!';

    /** @return list<\ReflectionClass<object>> the classes of the package that have objects */
    public static function classes(): array
    {
        $classes = [];
        foreach (glob(Repository::PACKAGE . '/src/*.php') as $file) {
            $name = 'Siplaunch\\' . basename($file, '.php');
            // It needs interfaces that are not loaded here, and holds a handler and no login.
            if ($name !== 'Siplaunch\\Psr15Handler') {
                $class = new \ReflectionClass($name);
                $members = [...$class->getMethods(), ...$class->getProperties()];
                $hasObjects = array_filter($members, static fn ($member): bool => !$member->isStatic());
                if (!$class->isInterface() && !$class->isEnum() && !$class->isAbstract() && $hasObjects) {
                    $classes[] = $class;
                }
            }
        }
        return $classes;
    }

    /** @return list<\ReflectionClass<Handle>> the classes whose objects have memory of the library */
    public static function handles(): array
    {
        $isHandle = static fn (\ReflectionClass $class): bool => $class->isSubclassOf(Handle::class);
        return array_values(array_filter(self::classes(), $isHandle));
    }

    /**
     * @template T of object
     * @param class-string<T> $class
     * @return T
     */
    public static function make(string $class): object
    {
        return match ($class) {
            Brand::class => new Brand(self::KEY, str_repeat('i', 16), 'sipphone'),
            Claim::class => Claim::Unavailable,
            ClaimRecord::class => new ClaimRecord(str_repeat('5e', 16), new \DateTimeImmutable(), 1, 4, null),
            ClaimStore::class => self::claimStore(),
            Credentials::class => new Credentials('testuser', 'example.org', self::PASSWORD),
            Explanation::class => explain(self::token(), self::make(Brand::class)),
            Finding::class => explain('x', self::make(Brand::class))->findings[0],
            KeyRing::class => new KeyRing([self::SEALING_KEY], 0),
            Launch::class => self::make(LaunchHandler::class)->inspect('GET', 'c=' . self::sealedToken()),
            LaunchHandler::class => LaunchHandler::sealed(self::make(Brand::class), self::make(KeyRing::class)),
            Mail::class => Mail::compose(self::link(), 'Acme'),
            Opened::class => self::make(KeyRing::class)->open(self::sealedToken()),
            Page::class => new Page('https://portal.example/p'),
            PageSetting::class => Page::settings()[0],
            Portal::class => new Portal('https://portal.example/p'),
            QrCode::class => new QrCode(self::link()),
            Response::class => self::make(LaunchHandler::class)->handle('GET', 'c=' . self::sealedToken()),
            Sms::class => Sms::compose(self::link(), 'Acme'),
            SmsBudget::class => SmsBudget::of(self::link()),
            default => throw new \LogicException("make an object of $class here"),
        };
    }

    private static function claimStore(): ClaimStore
    {
        $password = self::PASSWORD;
        return new ClaimStore(static fn () => new \PDO('sqlite::memory:', password: $password));
    }

    public static function token(): string
    {
        return self::make(Brand::class)->token(self::make(Credentials::class));
    }

    public static function link(): string
    {
        return self::make(Portal::class)->launchLink(self::make(Brand::class), self::make(Credentials::class));
    }

    public static function sealedToken(): string
    {
        return self::make(KeyRing::class)->seal(self::make(Credentials::class), 4_000_000_000);
    }
}
