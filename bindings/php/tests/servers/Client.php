<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

/** Reads raw bytes off a socket: nothing on the way can change a header. */
final class Client
{
    public static function get(string $url): string
    {
        return self::request('GET', $url);
    }

    /** @param array<string, string> $form */
    public static function post(string $url, array $form): string
    {
        return self::request('POST', $url, http_build_query($form));
    }

    public static function request(string $method, string $url, string $form = ''): string
    {
        if (!preg_match('~^http://([^/]+)(/.*)$~', $url, $parts)) {
            throw new \InvalidArgumentException("no URL of a test server: $url");
        }
        $connection = stream_socket_client("tcp://$parts[1]", timeout: 5);
        stream_set_timeout($connection, 10);
        fwrite($connection, "$method $parts[2] HTTP/1.0\r\nHost: $parts[1]\r\nConnection: close\r\n"
            . ($form === '' ? '' : "Content-Type: application/x-www-form-urlencoded\r\n")
            . 'Content-Length: ' . strlen($form) . "\r\n\r\n$form");
        return (string) stream_get_contents($connection);
    }

    /** The value of a header of a raw response, byte for byte. */
    public static function header(string $response, string $name): ?string
    {
        $head = strstr($response, "\r\n\r\n", true);
        return preg_match("/^$name: (.*)\r?$/mi", (string) $head, $found) ? rtrim($found[1], "\r") : null;
    }

    public static function body(string $response): string
    {
        return substr((string) strstr($response, "\r\n\r\n"), 4);
    }

    public static function status(string $response): int
    {
        return (int) substr($response, strlen('HTTP/1.1 '), 3);
    }

    /** A port of loopback that is free now. */
    public static function freePort(): int
    {
        $socket = stream_socket_server('tcp://127.0.0.1:0');
        return (int) substr((string) strrchr(stream_socket_get_name($socket, false), ':'), 1);
    }
}
