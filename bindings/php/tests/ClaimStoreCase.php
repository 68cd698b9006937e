<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PDO;
use PHPUnit\Framework\TestCase;
use Siplaunch\Claim;
use Siplaunch\ClaimStore;
use Siplaunch\ClaimStoreException;
use Siplaunch\Exception;
use Siplaunch\InputException;
use Siplaunch\Launch;
use Siplaunch\Status;
use Siplaunch\Tests\servers\Process;

/** A claim store in a real database. */
abstract class ClaimStoreCase extends TestCase
{
    /** The data source of the test's own database, and its user. */
    protected string $source;
    protected string $user = 'claims';

    /** @var list<string> what the stores of a test logged */
    protected array $log = [];

    protected function setUp(): void
    {
        $this->connect()->exec('DROP TABLE IF EXISTS siplaunch_claims');
        $this->store()->create();
    }

    /** @param array<int, mixed> $options */
    protected function connect(array $options = []): PDO
    {
        return new PDO($this->source, $this->user, options: $options);
    }

    protected function store(PDO|\Closure|null $connection = null, mixed ...$with): ClaimStore
    {
        $log = fn (ClaimStoreException $exception) => $this->log[] = $exception->getMessage();
        return new ClaimStore($connection ?? $this->connect(), ...$with, log: $log);
    }

    /** Claims a link, and checks that the answer opens the app only if it may. */
    protected function tap(ClaimStore $claims, string $query, int $now = Claims::NOW): Claim
    {
        $launch = Claims::launch($query, now: $now);
        $claim = $claims->claim($launch, $now);
        $answer = $launch->answerClaimed($claim);
        $expected = ['first' => 303, 'again' => 200, 'used' => 410, 'revoked' => 410, 'unavailable' => 503];
        self::assertSame($expected[$claim->value], $answer->status);
        $opens = str_contains($answer->body . $answer->header('Location'), 'sipphone://');
        self::assertSame($answer->status < 400, $opens);
        return $claim;
    }

    /** @param array<int, Claim> $expected */
    private function assertTaps(array $expected, ClaimStore $claims, string $query): void
    {
        foreach ($expected as $after => $claim) {
            self::assertSame($claim, $this->tap($claims, $query, Claims::NOW + $after), "after $after seconds");
        }
    }

    /** A claim that nobody could make: no app opens, and the log has the reason. */
    protected function assertUnavailable(ClaimStore $broken, string $reason, ?string $query = null): void
    {
        $query ??= Claims::link();
        self::assertSame(Claim::Unavailable, $this->tap($broken, $query));
        self::assertMatchesRegularExpression("/^the claim store failed: .*$reason/", implode("\n", $this->log));
        $this->log = [];
    }

    public function testTheFirstTapsOpenTheApp(): void
    {
        [$claims, $query] = [$this->store(), Claims::link()];
        foreach (['GET', 'HEAD', 'GET'] as $method) {
            $launch = Claims::launch($query, $method);
            self::assertSame([Claim::First, false], [$claims->claim($launch), $launch->needsClaim()]);
            self::assertSame(200, $launch->answerClaimed(Claim::First)->status);
        }
        self::assertNull($claims->find(Claims::id($query)));
        $again = array_fill(1, 4, Claim::Again);
        $this->assertTaps([Claim::First, ...$again, 5 => Claim::Used, 6 => Claim::Used], $claims, $query);
        self::assertSame(Claim::First, $this->tap($claims, Claims::link()));
        self::assertSame([], $this->log);
    }

    public function testTheGraceEnds(): void
    {
        $taps = [0 => Claim::First, 599 => Claim::Again, 600 => Claim::Used, 599_999 => Claim::Used];
        $this->assertTaps($taps, $this->store(), Claims::link());
        $taps = [0 => Claim::First, 60 => Claim::Used];
        $this->assertTaps($taps, $this->store(grace: 60, taps: 100), Claims::link());
        $this->assertTaps([0 => Claim::First, 1 => Claim::Used], $this->store(taps: 1), Claims::link());
    }

    /** A clock that was set back makes no used link new. */
    public function testAClockThatWasSetBack(): void
    {
        $taps = [0 => Claim::First, -30 => Claim::Again, -3600 => Claim::Used];
        $this->assertTaps($taps, $this->store(), Claims::link());
    }

    public function testAnotherConnectionSeesTheClaim(): void
    {
        [$one, $other, $query] = [$this->store(), $this->store(), Claims::link()];
        self::assertSame(Claim::First, $this->tap($one, $query));
        self::assertSame(Claim::Again, $this->tap($other, $query));
        $record = $other->find(strtoupper(Claims::id($query)), Claims::NOW + 1);
        self::assertSame([Claims::id($query), 2, 3], [$record->id, $record->taps, $record->tapsLeft]);
        self::assertSame(Claims::NOW, $record->claimedAt->getTimestamp());
        self::assertNull($record->revokedAt);
    }

    public function testARevokedLink(): void
    {
        [$claims, $query, $plain] = [$this->store(), Claims::link(), Claims::plainLink()];
        self::assertSame(Claim::First, $claims->claim(Claims::launch($plain, 'GET')));
        self::assertNull($claims->find((string) Claims::launch($plain, 'GET')->id()));
        foreach ([$query, $plain] as $each) {
            $claims->revoke((string) Claims::launch($each, 'GET')->id(), Claims::NOW + 5);
        }
        self::assertSame(Claim::Revoked, $this->tap($claims, $query));
        $launch = Claims::launch($plain, 'GET');
        self::assertSame(Claim::Revoked, $claims->claim($launch));
        self::assertSame(410, $launch->answerClaimed(Claim::Revoked)->status);
        $record = $claims->find((string) $launch->id());
        self::assertSame([null, 0, 0], [$record->claimedAt, $record->taps, $record->tapsLeft]);
        self::assertSame(Claims::NOW + 5, $record->revokedAt->getTimestamp());
        $claims->revoke($record->id, Claims::NOW + 9);
        self::assertEquals($record->revokedAt, $claims->find($record->id)->revokedAt);

        $claimed = Claims::link();
        self::assertSame(Claim::First, $this->tap($claims, $claimed));
        $claims->revoke(Claims::id($claimed));
        self::assertSame(Claim::Revoked, $this->tap($claims, $claimed));
        self::assertTrue($claims->forget(Claims::id($claimed)));
        self::assertFalse($claims->forget(Claims::id($claimed)));
        self::assertSame(Claim::First, $this->tap($claims, $claimed));
    }

    public function testPurge(): void
    {
        [$claims, $query, $revoked] = [$this->store(), Claims::link(), str_repeat('5e', 16)];
        $this->tap($claims, $query);
        $claims->revoke($revoked, Claims::NOW);
        self::assertSame(0, $claims->purge(Claims::EXPIRES + 86_400));
        self::assertSame(1, $claims->purge(Claims::EXPIRES + 86_401));
        self::assertNull($claims->find(Claims::id($query)));
        self::assertSame(0, $claims->purge(0xFFFF_FFFF + 86_400));
        self::assertSame(1, $claims->purge(0xFFFF_FFFF + 86_401));
    }

    public function testListsAllInTheOrderOfTheirIds(): void
    {
        $pdo = $this->connect();
        $claims = $this->store($pdo);
        self::assertSame([], iterator_to_array($claims->list()));
        $rows = array_map(static fn (int $i) => sprintf("('%032x', 1, 2, 3, NULL)", $i), range(2000, 0));
        foreach (array_chunk($rows, 500) as $some) {
            $pdo->exec('INSERT INTO siplaunch_claims VALUES ' . implode(', ', $some));
        }
        $ids = array_map(static fn ($record) => $record->id, iterator_to_array($claims->list(), false));
        self::assertSame(array_map(static fn (int $i) => sprintf('%032x', $i), range(0, 2000)), $ids);
    }

    public function testABadId(): void
    {
        $claims = $this->store();
        foreach (['', str_repeat('5e', 15), str_repeat('5e', 16) . "\n", str_repeat('5g', 16)] as $id) {
            foreach (['find', 'revoke', 'forget'] as $call) {
                try {
                    $claims->$call($id);
                    self::fail($call);
                } catch (InputException $exception) {
                    self::assertSame(Status::LINK_IDS, $exception->getCode());
                }
            }
        }
    }

    public function testABadPolicy(): void
    {
        foreach ([[59, 5], [86_401, 5], [600, 0], [600, 101], [-1, -1]] as [$grace, $taps]) {
            try {
                $this->store($this->connect(), grace: $grace, taps: $taps);
                self::fail("$grace $taps");
            } catch (Exception $exception) {
                self::assertSame(Status::CLAIM_POLICY, $exception->getCode());
            }
        }
    }

    /** Such requests get an answer without a look at the store. */
    public function testTheStoreIsNotAsked(): void
    {
        $claims = $this->store(static fn () => self::fail('the store is asked'));
        $expired = Claims::launch(Claims::link(), 'POST', Claims::EXPIRES);
        foreach ([$expired, Claims::launch('c=x'), Claims::launch(Claims::link(), 'GET')] as $launch) {
            self::assertInstanceOf(Launch::class, $launch);
            self::assertSame(Claim::First, $claims->claim($launch));
        }
    }

    /** No setting of the connection changes a claim, and no claim changes a setting. */
    public function testSettingsOfTheConnection(): void
    {
        $settings = [
            PDO::ATTR_ERRMODE => PDO::ERRMODE_SILENT,
            PDO::ATTR_ORACLE_NULLS => PDO::NULL_TO_STRING,
            PDO::ATTR_CASE => PDO::CASE_UPPER,
            PDO::ATTR_STRINGIFY_FETCHES => true,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_OBJ,
            PDO::ATTR_STATEMENT_CLASS => [ForeignStatement::class],
        ] + $this->moreSettings();
        foreach ($settings as $setting => $value) {
            $pdo = $this->connect([$setting => $value]);
            $claims = $this->store($pdo);
            [$query, $revoked] = [Claims::link(), Claims::link()];
            $claims->revoke(Claims::id($revoked));
            self::assertSame(Claim::Revoked, $this->tap($claims, $revoked), "$setting");
            $this->assertTaps([Claim::First, Claim::Again, 600 => Claim::Used], $claims, $query);
            self::assertSame(Claim::Again, $this->tap($this->store(), $query), "$setting: durable");
            self::assertSame(2 + 1, $claims->find(Claims::id($query))->taps);
            if ($setting === PDO::ATTR_ERRMODE) {
                self::assertSame($value, $pdo->getAttribute($setting));
                $pdo->exec('DROP TABLE siplaunch_claims');
                $this->assertUnavailable($claims, 'siplaunch_claims');
                $claims->create();
            }
            if ($setting === PDO::ATTR_ORACLE_NULLS) {
                self::assertSame($value, $pdo->getAttribute($setting));
            }
        }
    }

    /** @return array<int, mixed> */
    protected function moreSettings(): array
    {
        return [];
    }

    /** A claim in it could be rolled back. The caller's transaction goes on. */
    public function testATransactionOfTheCallers(): void
    {
        foreach (['beginTransaction', 'BEGIN'] as $begin) {
            $pdo = $this->connect();
            [$claims, $query] = [$this->store($pdo), Claims::link()];
            $begin === 'BEGIN' ? $pdo->exec('BEGIN') : $pdo->beginTransaction();
            $pdo->exec("INSERT INTO siplaunch_claims VALUES ('$begin', 0, 0, 0, 0)");
            $this->assertUnavailable($claims, 'transaction', $query);
            $count = 'SELECT count(*) FROM siplaunch_claims';
            self::assertSame(1, $pdo->query($count)->fetchColumn());
            $pdo->exec('ROLLBACK');
            self::assertSame(0, $this->connect()->query($count)->fetchColumn());
            self::assertSame(Claim::First, $this->tap($this->store(), $query));
            $this->store()->forget(Claims::id($query));
        }
    }

    public function testAStoreThatIsNotMade(): void
    {
        $query = Claims::link();
        $this->connect()->exec('DROP TABLE siplaunch_claims');
        $claims = $this->store();
        $this->assertUnavailable($claims, 'siplaunch_claims', $query);
        $claims->create();
        $claims->create();
        self::assertSame(Claim::First, $this->tap($claims, $query));
    }

    /** Another program's table of the same name. */
    public function testAnotherTable(): void
    {
        $this->connect()->exec('DROP TABLE siplaunch_claims');
        $this->connect()->exec('CREATE TABLE siplaunch_claims (id CHAR(32), claimed_at BIGINT)');
        $this->assertUnavailable($this->store(), 'taps');
    }

    public function testAFunctionThatGivesNoConnection(): void
    {
        $broken = static fn () => throw new \RuntimeException('out of order');
        $this->assertUnavailable($this->store($broken), 'out of order');
        $this->assertUnavailable($this->store(static fn () => null), 'null');
        $claims = $this->store(fn () => $this->connect());
        $query = Claims::link();
        self::assertSame([Claim::First, Claim::Again], [$this->tap($claims, $query), $this->tap($claims, $query)]);
    }

    /** All but a claim throw. */
    public function testCallsThatThrow(): void
    {
        $claims = $this->store(static fn () => throw new \RuntimeException('out of order'));
        $id = str_repeat('5e', 16);
        $calls = [
            'create' => static fn () => $claims->create(),
            'find' => static fn () => $claims->find($id),
            'list' => static fn () => $claims->list()->current(),
            'revoke' => static fn () => $claims->revoke($id),
            'forget' => static fn () => $claims->forget($id),
            'purge' => static fn () => $claims->purge(),
        ];
        foreach ($calls as $name => $call) {
            try {
                $call();
                self::fail($name);
            } catch (ClaimStoreException $exception) {
                self::assertSame('out of order', $exception->getPrevious()->getMessage());
                self::assertInstanceOf(Exception::class, $exception);
            }
        }
    }

    /** Of 1,000 claims by 20 processes one is the first, and five open the app. */
    public function testARace(): void
    {
        $racer = [PHP_BINARY, __DIR__ . '/claims/racer.php', $this->source, $this->user, Claims::link()];
        $printed = Process::run([Repository::ROOT . '/tests/claims/race.py', '20', '5', ...$racer]);
        self::assertSame("4 again 1 first 995 used\n", $printed);
    }
}
