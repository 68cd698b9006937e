<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;
use Siplaunch\Internal\ClaimDatabase;
use Siplaunch\Internal\Closed;
use Siplaunch\Internal\Failure;
use Siplaunch\Internal\Library;
use Siplaunch\Internal\Time;

/**
 * The claims of one-time links, in the table siplaunch_claims of a portal's database: SQLite from 3.35, MariaDB, MySQL
 * or PostgreSQL, through PDO. The first tap on a link claims it and begins its grace, in which the same link opens the
 * app again: people tap twice, or install the app first. Then the link is used up.
 *
 * Of many taps at the same time, in any number of processes, one is the first. A claim is durable when the call
 * returns, and so each call needs a connection outside any transaction.
 *
 * ```
 * $claims = new Siplaunch\ClaimStore(fn () => new PDO('sqlite:/var/lib/portal/claims.db'));
 * $claims->create(); // once
 * $launch = $handler->inspect(...Siplaunch\LaunchHandler::request());
 * $launch->answerClaimed($claims->claim($launch))->send();
 * ```
 */
final class ClaimStore
{
    use Closed;

    /** The longest expiry of a link. */
    private const LONGEST = 0xFFFF_FFFF;

    /**
     * The functions of each store, which may hold passwords: here no dump shows them.
     *
     * @var \WeakMap<self, array{connect: \Closure(): \PDO, log: \Closure(ClaimStoreException): mixed}>|null
     */
    private static ?\WeakMap $functions = null;

    /**
     * @param \PDO|\Closure(): \PDO $connection a connection, or a function that gives one, which each call of the store
     *     calls. Set its time-outs: a tap waits as long as they say
     * @param int $grace the seconds after the first tap in which the link opens the app again, 60 to 86,400
     * @param int $taps the number of taps in all that open the app, 1 to 100
     * @param (\Closure(ClaimStoreException): mixed)|null $log gets what makes a claim unavailable; null means
     *     error_log()
     * @throws SealedException for a bad grace or a bad number of taps
     * @throws \InvalidArgumentException for a connection to another database
     */
    public function __construct(
        \PDO|\Closure $connection,
        private readonly int $grace = 600,
        private readonly int $taps = 5,
        ?\Closure $log = null,
    ) {
        $this->values(0, null);
        if ($connection instanceof \PDO) {
            ClaimDatabase::kind($connection);
        }
        self::$functions ??= new \WeakMap();
        self::$functions[$this] = [
            'connect' => $connection instanceof \PDO ? static fn () => $connection : $connection,
            'log' => $log ?? static fn (ClaimStoreException $exception) => error_log($exception->getMessage()),
        ];
    }

    /**
     * Makes the table, unless there is one. Call it once, when the portal is set up.
     *
     * @throws ClaimStoreException
     */
    public function create(): void
    {
        $this->run(static fn (ClaimDatabase $database) => $database->change('create'));
    }

    /**
     * The claim for {@see Launch::answerClaimed()}. A tap on a one-time link claims it. Any other sealed link is looked
     * up, for it may be revoked. An error of the database makes the claim unavailable, and goes to the log.
     *
     * @param \DateTimeInterface|int|null $now the time, in seconds since 1970-01-01 00:00 UTC if it is a number; null
     *     means the system's clock
     */
    public function claim(Launch $launch, \DateTimeInterface|int|null $now = null): Claim
    {
        [$opened, $isTap] = [$launch->opened(), $launch->needsClaim()];
        if ($opened === null || ($opened->isOneTime && !$isTap)) {
            return Claim::First;
        }
        $values = $this->values($opened->expires, $now);
        try {
            return $this->run(static fn (ClaimDatabase $database) => match (true) {
                $isTap => $database->claim($opened->id, $values),
                $database->isRevoked($opened->id) => Claim::Revoked,
                default => Claim::First,
            });
        } catch (ClaimStoreException $exception) {
            self::$functions[$this]['log']($exception);
            return Claim::Unavailable;
        }
    }

    /**
     * The record of a link; null for one that is neither claimed nor revoked. $now is that of {@see claim()}.
     *
     * @throws InputException if the id is not 32 hex digits
     * @throws ClaimStoreException
     */
    public function find(
        #[\SensitiveParameter] string $id,
        \DateTimeInterface|int|null $now = null,
    ): ?ClaimRecord {
        $id = self::id($id);
        $rows = $this->run(static fn (ClaimDatabase $database) => $database->rows('find', $id));
        return $rows === [] ? null : $this->record($now, $id, ...$rows[0]);
    }

    /**
     * The records of all links, in the order of their ids, read 1,000 at a time. $now is that of {@see claim()}.
     *
     * @return \Generator<int, ClaimRecord>
     * @throws ClaimStoreException
     */
    public function list(\DateTimeInterface|int|null $now = null): \Generator
    {
        $last = '';
        while ($rows = $this->run(static fn (ClaimDatabase $database) => $database->rows('list', $last))) {
            foreach ($rows as $row) {
                yield $this->record($now, ...$row);
            }
            $last = $row[0];
        }
    }

    /**
     * Revokes a link, claimed or not, and also a plain sealed link. $now is that of {@see claim()}.
     *
     * @throws InputException if the id is not 32 hex digits
     * @throws ClaimStoreException
     */
    public function revoke(#[\SensitiveParameter] string $id, \DateTimeInterface|int|null $now = null): void
    {
        $id = self::id($id);
        [$now, $keptUntil] = $this->values(self::LONGEST, $now);
        $this->run(static fn (ClaimDatabase $database) => $database->change('revoke', $id, $keptUntil, $now, $now));
    }

    /**
     * Forgets a link, as if nobody had tapped or revoked it. False if the store did not have it.
     *
     * @throws InputException if the id is not 32 hex digits
     * @throws ClaimStoreException
     */
    public function forget(#[\SensitiveParameter] string $id): bool
    {
        $id = self::id($id);
        return $this->run(static fn (ClaimDatabase $database) => $database->change('forget', $id)) > 0;
    }

    /**
     * Deletes the links that expired more than a day ago, and returns their number. Call it once a day. $now is that of
     * {@see claim()}.
     *
     * @throws ClaimStoreException
     */
    public function purge(\DateTimeInterface|int|null $now = null): int
    {
        [$now] = $this->values(0, $now);
        return $this->run(static fn (ClaimDatabase $database) => $database->change('purge', $now));
    }

    /**
     * Calls the library for the values of a claim.
     *
     * @return list<int>
     */
    private function values(\DateTimeInterface|int $expires, \DateTimeInterface|int|null $now): array
    {
        $ffi = Library::ffi();
        $values = $ffi->new('uint64_t[5]');
        $inputs = [$this->grace, $this->taps, Time::seconds($expires), Time::now($now)];
        Call::check($ffi->siplaunch_claim_values(...$inputs, ...[$values]));
        // PHP 8.2 crashes when it unpacks such an array.
        return array_map(static fn (int $i) => $values[$i], range(0, 4));
    }

    private function record(
        \DateTimeInterface|int|null $now,
        string $id,
        int|string $claimedAt,
        int|string $taps,
        int|string|null $revokedAt,
    ): ClaimRecord {
        [$claimedAt, $taps, $revoked] = [(int) $claimedAt, (int) $taps, (int) $revokedAt];
        $inputs = [$this->grace, $this->taps, $claimedAt, $taps, $revoked, Time::now($now)];
        $left = Call::value('uint64_t', 'siplaunch_claim_taps_left', $inputs)->cdata;
        $time = static fn (int $time) => $time === 0 ? null : new \DateTimeImmutable("@$time");
        return new ClaimRecord($id, $time($claimedAt), $taps, $left, $time($revoked));
    }

    private function run(\Closure $work): mixed
    {
        try {
            return ClaimDatabase::run(self::$functions[$this]['connect'](), $work);
        } catch (\Throwable $failure) {
            throw new ClaimStoreException("the claim store failed: {$failure->getMessage()}", previous: $failure);
        }
    }

    private static function id(#[\SensitiveParameter] string $id): string
    {
        return preg_match('/^[0-9a-f]{32}$/Di', $id) === 1 ? strtolower($id) : throw Failure::of(Status::LINK_IDS);
    }
}
