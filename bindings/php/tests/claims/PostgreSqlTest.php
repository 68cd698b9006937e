<?php

declare(strict_types=1);

namespace Siplaunch\Tests\claims;

use PDO;
use Siplaunch\Claim;
use Siplaunch\Tests\Claims;

/** Claims in PostgreSQL. */
final class PostgreSqlTest extends ServerCase
{
    protected const VARIABLE = 'CLAIMS_POSTGRESQL';
    protected const SOURCE = 'pgsql:host=%s;dbname=claims';
    protected const NUMBER = 'SELECT pg_backend_pid()';
    protected const END = 'SELECT pg_terminate_backend(%d)';

    protected function impatient(): PDO
    {
        return new PDO("$this->source;options='-c lock_timeout=1s'", $this->user);
    }

    protected function moreSettings(): array
    {
        return [
            PDO::ATTR_EMULATE_PREPARES => true,
            PDO::PGSQL_ATTR_DISABLE_PREPARES => true,
            PDO::ATTR_PERSISTENT => true,
        ];
    }

    public function testAReadOnlyServer(): void
    {
        [$query, $pdo] = [Claims::link(), $this->connect()];
        $pdo->exec('SET default_transaction_read_only = on');
        $this->assertUnavailable($this->store($pdo), 'read-only', $query);
        self::assertSame(Claim::First, $this->tap($this->store(), $query));
    }

    /** A stricter isolation can make a claim fail, and never makes it wrong. */
    public function testAStricterIsolation(): void
    {
        $pdo = $this->connect();
        $pdo->exec("SET default_transaction_isolation = 'serializable'");
        [$claims, $query] = [$this->store($pdo), Claims::link()];
        self::assertSame(Claim::First, $this->tap($claims, $query));
        self::assertSame(Claim::Again, $this->tap($claims, $query));
    }
}
