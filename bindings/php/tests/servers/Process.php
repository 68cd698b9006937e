<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

/** A child process, which ends with the object. Its output goes to a file. */
final class Process
{
    /** @var resource */
    private $process;

    /**
     * @param list<string> $command
     * @param array<string, string> $environment on top of this process's own
     */
    public function __construct(array $command, array $environment, private readonly string $log)
    {
        $streams = [['file', '/dev/null', 'r'], ['file', $log, 'a'], ['file', $log, 'a']];
        $this->process = proc_open($command, $streams, $pipes, null, self::environment($environment));
    }

    /** Waits until the process listens. */
    public function awaitListener(string $address): void
    {
        for ($end = microtime(true) + 10; microtime(true) < $end; usleep(20_000)) {
            if ($connection = @stream_socket_client($address, timeout: 1)) {
                fclose($connection);
                return;
            }
            if (!proc_get_status($this->process)['running']) {
                break;
            }
        }
        throw new \RuntimeException("nobody listens at $address: " . file_get_contents($this->log));
    }

    public function __destruct()
    {
        proc_terminate($this->process);
        proc_close($this->process);
    }

    /**
     * Runs a command that must end with status 0, and returns its output.
     *
     * @param list<string> $command
     * @param array<string, string|null> $environment on top of this process's own; null takes a variable away
     */
    public static function run(array $command, array $environment = [], ?string $folder = null): string
    {
        [$output, $status] = self::tryRun($command, $environment, $folder);
        if ($status !== 0) {
            throw new \RuntimeException(implode(' ', $command) . " ended with $status: $output");
        }
        return $output;
    }

    /**
     * @param list<string> $command
     * @param array<string, string|null> $environment
     * @return array{string, int} output and status
     */
    public static function tryRun(array $command, array $environment = [], ?string $folder = null): array
    {
        $streams = [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]];
        $process = proc_open($command, $streams, $pipes, $folder, self::environment($environment));
        $output = (string) stream_get_contents($pipes[1]);
        return [$output, proc_close($process)];
    }

    /**
     * @param array<string, string|null> $environment
     * @return array<string, string>
     */
    private static function environment(array $environment): array
    {
        return array_filter([...getenv(), ...$environment], is_string(...));
    }
}
