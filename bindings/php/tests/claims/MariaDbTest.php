<?php

declare(strict_types=1);

namespace Siplaunch\Tests\claims;

use PDO;
use Siplaunch\Claim;
use Siplaunch\Tests\Claims;

/** Claims in MariaDB. */
final class MariaDbTest extends ServerCase
{
    protected const VARIABLE = 'CLAIMS_MARIADB';
    protected const SOURCE = 'mysql:unix_socket=%s;dbname=claims';
    protected const NUMBER = 'SELECT connection_id()';
    protected const END = 'KILL %d';

    protected function impatient(): PDO
    {
        return $this->connect([PDO::MYSQL_ATTR_INIT_COMMAND => 'SET innodb_lock_wait_timeout = 1']);
    }

    protected function moreSettings(): array
    {
        return [
            PDO::MYSQL_ATTR_FOUND_ROWS => true,
            PDO::MYSQL_ATTR_USE_BUFFERED_QUERY => false,
            PDO::ATTR_EMULATE_PREPARES => false,
            PDO::ATTR_AUTOCOMMIT => false,
            PDO::MYSQL_ATTR_INIT_COMMAND => "SET autocommit = 0, sql_mode = 'ANSI', tx_isolation = 'SERIALIZABLE'",
            PDO::ATTR_PERSISTENT => true,
        ];
    }

    public function testAReadOnlyServer(): void
    {
        [$query, $root] = [Claims::link(), new PDO($this->source, 'root')];
        $root->exec('SET GLOBAL read_only = 1');
        try {
            $this->assertUnavailable($this->store(), 'read-only', $query);
        } finally {
            $root->exec('SET GLOBAL read_only = 0');
        }
        self::assertSame(Claim::First, $this->tap($this->store(), $query));
    }

    public function testAFullTable(): void
    {
        $pdo = $this->connect();
        $create = $pdo->query('SHOW CREATE TABLE siplaunch_claims')->fetchColumn(1);
        $pdo->exec('DROP TABLE siplaunch_claims');
        $pdo->exec(strtr($create, ['ENGINE=InnoDB' => 'ENGINE=MEMORY MAX_ROWS=10']));
        $pdo->exec('SET max_heap_table_size = 16384');
        $pdo->exec('ALTER TABLE siplaunch_claims ENGINE=MEMORY');
        $claims = $this->store($pdo);
        for ($first = 0; $this->tap($claims, $query = Claims::link()) === Claim::First; $first++) {
            self::assertLessThan(10_000, $first);
        }
        self::assertGreaterThan(10, $first);
        $this->log = [];
        $this->assertUnavailable($claims, 'is full', $query);
    }
}
