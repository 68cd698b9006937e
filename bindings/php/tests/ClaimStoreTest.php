<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PDO;
use Siplaunch\Claim;

/** Claims in SQLite. */
final class ClaimStoreTest extends ClaimStoreCase
{
    private string $file;

    protected function setUp(): void
    {
        $this->file = (string) tempnam(sys_get_temp_dir(), 'claims-');
        $this->source = "sqlite:$this->file";
        parent::setUp();
    }

    protected function tearDown(): void
    {
        array_map(unlink(...), glob("$this->file*"));
    }

    public function testClaimsAndTheirNumbers(): void
    {
        $taps = [1, 2, PHP_INT_MAX, 0, -1, -2, PHP_INT_MIN];
        $words = array_map(static fn (int $taps) => Claim::fromTaps($taps)->value, $taps);
        self::assertSame(['first', 'again', 'again', 'used', 'revoked', 'unavailable', 'unavailable'], $words);
        $launch = Claims::launch(Claims::link());
        $statuses = array_map(static fn (Claim $claim) => $launch->answerClaimed($claim)->status, Claim::cases());
        self::assertSame([303, 200, 410, 410, 503], $statuses);
        self::assertSame(503, $launch->answer()->status);
    }

    public function testADatabaseWithAWriteAheadLog(): void
    {
        $this->connect()->exec('PRAGMA journal_mode = WAL');
        $this->testTheFirstTapsOpenTheApp();
        $this->testARace();
    }

    public function testALockedDatabase(): void
    {
        $query = Claims::link();
        $other = $this->connect();
        $other->exec('BEGIN EXCLUSIVE');
        $this->assertUnavailable($this->store($this->connect([PDO::ATTR_TIMEOUT => 0])), 'locked', $query);
        $other->exec('ROLLBACK');
        self::assertSame(Claim::First, $this->tap($this->store(), $query));
    }

    public function testAFullDatabase(): void
    {
        $pdo = $this->connect();
        $pages = $pdo->query('PRAGMA page_count')->fetchColumn();
        $pdo->exec("PRAGMA max_page_count = $pages");
        $claims = $this->store($pdo);
        for ($first = 0; $this->tap($claims, $query = Claims::link()) === Claim::First; $first++) {
            self::assertLessThan(1000, $first);
        }
        self::assertGreaterThan(10, $first);
        $this->log = [];
        $this->assertUnavailable($claims, 'full', $query);
        $pdo->exec('PRAGMA max_page_count = 1000');
        self::assertSame(Claim::First, $this->tap($claims, $query));
    }

    public function testAReadOnlyDatabase(): void
    {
        $query = Claims::link();
        $readOnly = [PDO::SQLITE_ATTR_OPEN_FLAGS => PDO::SQLITE_OPEN_READONLY];
        $this->assertUnavailable($this->store($this->connect($readOnly)), 'readonly', $query);
        self::assertSame(Claim::First, $this->tap($this->store(), $query));
        self::assertSame(1, $this->store($this->connect($readOnly))->find(Claims::id($query))->taps);
    }

    public function testADamagedDatabase(): void
    {
        $this->tap($this->store(), Claims::link());
        $file = fopen($this->file, 'r+b');
        fseek($file, 16);
        fwrite($file, random_bytes(filesize($this->file) - 16));
        fclose($file);
        $this->assertUnavailable($this->store(), 'malformed|not a database');
        file_put_contents($this->file, '');
        $this->assertUnavailable($this->store(), 'no such table');
    }

    public function testADatabaseThatIsGone(): void
    {
        $nowhere = static fn () => new PDO('sqlite:/nonexistent/claims.db');
        $this->assertUnavailable($this->store($nowhere), 'unable to open');
    }

    public function testAnotherKindOfDatabase(): void
    {
        $other = new class ('sqlite::memory:') extends PDO {
            public function getAttribute(int $attribute): mixed
            {
                return $attribute === self::ATTR_DRIVER_NAME ? 'oci' : parent::getAttribute($attribute);
            }
        };
        $this->assertUnavailable($this->store(static fn () => $other), 'needs SQLite');
        $this->expectException(\InvalidArgumentException::class);
        $this->store($other);
    }
}
