<?php

declare(strict_types=1);

namespace App;

/** The accounts of the portal, with what a SIP server takes. They have neither a password nor a link. */
final class Accounts
{
    private const DUPLICATE = '23000';

    public function __construct(private readonly \PDO $database)
    {
    }

    public function createTable(): void
    {
        $this->database->exec('CREATE TABLE IF NOT EXISTS accounts '
            . '(username TEXT PRIMARY KEY, ha1 TEXT NOT NULL, email TEXT NOT NULL, link_id TEXT NOT NULL)');
    }

    /** Returns false if the username is taken. */
    public function add(string $username, #[\SensitiveParameter] string $ha1, string $email, string $linkId): bool
    {
        $insert = $this->database->prepare('INSERT INTO accounts VALUES (?, ?, ?, ?)');
        try {
            return $insert->execute([$username, $ha1, $email, $linkId]);
        } catch (\PDOException $exception) {
            return $exception->getCode() === self::DUPLICATE ? false : throw $exception;
        }
    }

    public function delete(string $username): void
    {
        $this->database->prepare('DELETE FROM accounts WHERE username = ?')->execute([$username]);
    }

    /** @return list<array{username: string, email: string, link_id: string}> */
    public function all(): array
    {
        return $this->database->query('SELECT username, email, link_id FROM accounts ORDER BY username')
            ->fetchAll(\PDO::FETCH_ASSOC);
    }
}
