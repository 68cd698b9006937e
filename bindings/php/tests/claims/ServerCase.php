<?php

declare(strict_types=1);

namespace Siplaunch\Tests\claims;

use PDO;
use Siplaunch\Claim;
use Siplaunch\Tests\Claims;
use Siplaunch\Tests\ClaimStoreCase;

/** A claim store in a database server that tests/claims/databases.py has started. */
abstract class ServerCase extends ClaimStoreCase
{
    /** The environment variable that says where the server is, and the data source of that place. */
    protected const VARIABLE = '';
    protected const SOURCE = '';

    /** What ends another connection, by its number. */
    protected const END = '';
    protected const NUMBER = '';

    /** A connection that waits a second for a row, as the README says. */
    abstract protected function impatient(): PDO;

    protected function setUp(): void
    {
        $place = getenv(static::VARIABLE) ?: self::fail('run tests/claims/databases.py phpunit --testsuite claims');
        $this->source = sprintf(static::SOURCE, $place);
        parent::setUp();
    }

    public function testAServerThatIsGone(): void
    {
        $nowhere = strtr($this->source, [getenv(static::VARIABLE) => '/nonexistent']);
        $this->assertUnavailable($this->store(fn () => new PDO($nowhere, $this->user)), 'No such file');
    }

    public function testAConnectionThatIsLost(): void
    {
        $pdo = $this->connect();
        [$claims, $query] = [$this->store($pdo), Claims::link()];
        $number = (int) $pdo->query(static::NUMBER)->fetchColumn();
        $this->connect()->query(sprintf(static::END, $number));
        // Between the end and its notice.
        usleep(200_000);
        $this->assertUnavailable($claims, 'gone away|terminating connection', $query);
        self::assertSame(Claim::First, $this->tap($this->store(), $query));
    }

    /** Another process holds the row for longer than the connection waits. */
    public function testASlowServer(): void
    {
        [$query, $other] = [Claims::link(), $this->connect()];
        $this->tap($this->store(), $query);
        $other->exec('BEGIN');
        $other->exec('UPDATE siplaunch_claims SET taps = taps');
        $claims = $this->store($this->impatient());
        $this->assertUnavailable($claims, 'timeout', $query);
        $other->exec('ROLLBACK');
        self::assertSame(Claim::Again, $this->tap($claims, $query));
        self::assertSame(2, $claims->find(Claims::id($query))->taps);
    }
}
