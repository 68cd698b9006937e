<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use Siplaunch\Internal\Handle;

/** Every public call of the package that reads memory of the library, found by reflection. */
final class HandleCalls
{
    private const ROW = ['username' => 'testuser', 'server' => 'example.org', 'password' => 'testpass'];

    /** Arguments by parameter. */
    private const ARGUMENTS = [
        'brandName' => 'Acme', 'expires' => 4_000_000_000, 'method' => 'GET', 'package' => 'com.example.phone',
        'password' => 'testpass', 'plaintext' => 'x', 'query' => Handbook::QUERY, 'rows' => [self::ROW],
        'server' => 'example.org', 'username' => 'testuser',
    ];

    /**
     * @param array<string, class-string<Handle>> $handles the objects that the call reads, by parameter; "this" for its
     *     own
     */
    private function __construct(
        private readonly \ReflectionFunctionAbstract $function,
        public readonly array $handles,
    ) {
    }

    /** @return array<string, self> by name */
    public static function all(): array
    {
        $explain = new \ReflectionFunction('Siplaunch\explain');
        $calls = ['explain' => new self($explain, self::handlesIn($explain))];
        foreach (Objects::classes() as $class) {
            foreach ($class->getMethods(\ReflectionMethod::IS_PUBLIC) as $method) {
                $handles = self::handlesOf($class, $method);
                $internal = str_contains((string) $method->getDocComment(), '@internal');
                $magic = str_starts_with($method->name, '__') && !$method->isConstructor();
                if ($handles !== [] && !$magic && !$internal) {
                    $calls["$class->name::$method->name"] = new self($method, $handles);
                }
            }
        }
        return $calls;
    }

    /**
     * Makes the call.
     *
     * @param array<string, Handle> $given some of the objects that it reads; the others are made for it
     */
    public function run(array $given = []): void
    {
        $arguments = [];
        foreach ($this->function->getParameters() as $parameter) {
            $class = self::classOf($parameter);
            if ($class !== null) {
                $arguments[$parameter->name] = $given[$parameter->name] ?? Objects::make($class);
            } elseif (!$parameter->isOptional()) {
                $arguments[$parameter->name] = self::argument($parameter->name);
            }
        }
        $own = $this->isOnAnObject() ? $given['this'] ?? Objects::make($this->function->class) : null;
        // One of them prints the answer to a request.
        ob_start();
        try {
            $result = match (true) {
                $this->function instanceof \ReflectionFunction => $this->function->invoke(...$arguments),
                $this->function->isConstructor() => $this->function->getDeclaringClass()->newInstance(...$arguments),
                default => $this->function->invoke($own, ...$arguments),
            };
            if ($result instanceof \Generator) {
                iterator_count($result);
            }
        } finally {
            ob_end_clean();
        }
    }

    private function isOnAnObject(): bool
    {
        $method = $this->function;
        return $method instanceof \ReflectionMethod && !$method->isStatic() && !$method->isConstructor();
    }

    private static function argument(string $name): mixed
    {
        return match ($name) {
            'pasted', 'payload', 'token' => Objects::token(),
            'sealedToken' => Objects::sealedToken(),
            default => self::ARGUMENTS[$name] ?? throw new \LogicException("an argument for \$$name is missing here"),
        };
    }

    /** @return array<string, class-string<Handle>> */
    private static function handlesOf(\ReflectionClass $class, \ReflectionMethod $method): array
    {
        $isHandle = $class->isSubclassOf(Handle::class) && !$method->isStatic() && !$method->isConstructor();
        return ($isHandle ? ['this' => $class->name] : []) + self::handlesIn($method);
    }

    /** @return array<string, class-string<Handle>> */
    private static function handlesIn(\ReflectionFunctionAbstract $function): array
    {
        $handles = [];
        foreach ($function->getParameters() as $parameter) {
            if (is_subclass_of((string) self::classOf($parameter), Handle::class)) {
                $handles[$parameter->name] = self::classOf($parameter);
            }
        }
        return $handles;
    }

    /** The class of the package that a parameter takes. */
    private static function classOf(\ReflectionParameter $parameter): ?string
    {
        $type = $parameter->getType();
        return $type instanceof \ReflectionNamedType && str_starts_with($type->getName(), 'Siplaunch\\')
            ? $type->getName()
            : null;
    }
}
