<?php

declare(strict_types=1);

namespace Siplaunch\Internal;

use PDO;
use Siplaunch\Claim;

/**
 * The database of a claim store, in a transaction.
 *
 * @internal
 */
final class ClaimDatabase
{
    /** The library's names of databases, by PDO's. */
    private const KINDS = ['mysql' => 'mysql', 'pgsql' => 'postgresql', 'sqlite' => 'sqlite'];

    /** The settings of a connection that the statements need. */
    private const ATTRIBUTES = [
        PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
        PDO::ATTR_ORACLE_NULLS => PDO::NULL_NATURAL,
    ];

    private function __construct(private readonly PDO $pdo, private readonly string $kind)
    {
    }

    /**
     * Does some work in a transaction of its own, and commits it: a claim is on the disk before anybody gets an answer.
     *
     * @template T
     * @param \Closure(self): T $work
     * @return T
     */
    public static function run(PDO $pdo, \Closure $work): mixed
    {
        $kept = [];
        foreach (self::ATTRIBUTES as $attribute => $value) {
            $kept[$attribute] = $pdo->getAttribute($attribute);
            $pdo->setAttribute($attribute, $value);
        }
        try {
            return (new self($pdo, self::kind($pdo)))->commit($work);
        } finally {
            foreach ($kept as $attribute => $value) {
                $pdo->setAttribute($attribute, $value);
            }
        }
    }

    /** @throws \InvalidArgumentException for a database that the library has no statements for */
    public static function kind(PDO $pdo): string
    {
        $driver = $pdo->getAttribute(PDO::ATTR_DRIVER_NAME);
        return self::KINDS[$driver] ?? throw new \InvalidArgumentException(
            "a claim store needs SQLite, MariaDB, MySQL or PostgreSQL, and this connection is of \"$driver\"",
        );
    }

    private function commit(\Closure $work): mixed
    {
        if ($this->pdo->inTransaction()) {
            throw new \LogicException(
                'its connection is in a transaction: end that before, or give the store a connection of its own',
            );
        }
        // SQL, since PDO's own calls lose count of a transaction that SQLite ends by itself, as on a full disk.
        $this->pdo->exec('BEGIN');
        try {
            $result = $work($this);
            $this->pdo->exec('COMMIT');
            return $result;
        } catch (\Throwable $failure) {
            try {
                $this->pdo->exec('ROLLBACK');
            } catch (\PDOException) {
                // The connection is lost, or the database has ended the transaction.
            }
            throw $failure;
        }
    }

    /** @param list<int> $values those of siplaunch_claim_values() */
    public function claim(string $id, array $values): Claim
    {
        $rows = $this->rows('claim', $id, ...$values);
        $rows = $this->statement('taps') === '' ? $rows : $this->rows('taps');
        $claim = Claim::fromTaps((int) ($rows[0][0] ?? 0));
        return $claim === Claim::Used && $this->isRevoked($id) ? Claim::Revoked : $claim;
    }

    public function isRevoked(string $id): bool
    {
        return ($this->rows('find', $id)[0][2] ?? null) !== null;
    }

    /** @return list<list<int|string|null>> the rows that a statement gives */
    public function rows(string $statement, string|int ...$values): array
    {
        $executed = $this->execute($statement, $values);
        return $executed->columnCount() === 0 ? [] : $executed->fetchAll(PDO::FETCH_NUM);
    }

    /** Runs a statement, and returns the number of rows that it deleted. */
    public function change(string $statement, string|int ...$values): int
    {
        return $this->execute($statement, $values)->rowCount();
    }

    /** @param list<string|int> $values */
    private function execute(string $statement, array $values): \PDOStatement
    {
        // Not a class of the caller's, which may log values.
        $options = [PDO::ATTR_STATEMENT_CLASS => [\PDOStatement::class]];
        $prepared = $this->pdo->prepare($this->statement($statement), $options);
        foreach ($values as $i => $value) {
            $prepared->bindValue($i + 1, $value, is_int($value) ? PDO::PARAM_INT : PDO::PARAM_STR);
        }
        $prepared->execute();
        return $prepared;
    }

    private function statement(string $name): string
    {
        return (string) Call::lent('siplaunch_claim_statement', [$this->kind, $name]);
    }
}
