<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI;
use FFI\CData;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Hidden;
use Siplaunch\Internal\Library;

/**
 * The kind, the faults and the credentials of a link or token that a customer sends in. {@see explain()} makes it.
 *
 * ```
 * $explanation = Siplaunch\explain($pasted, $brand);
 * echo $explanation->kind, ' ', $explanation->shown, "\n";
 * foreach ($explanation->findings as $finding) {
 *     echo $finding->text, "\n";
 * }
 * ```
 *
 * The token is left out of dumps, exports and comparisons with ==.
 *
 * @property-read string|null $token the token in canonical form, after repairs; null if there is none. A secret
 */
final class Explanation
{
    use Hidden;

    /**
     * @param string $kind the kind of the link, in English, such as "launch link"
     * @param bool $isGood whether it has no fault
     * @param list<Finding> $findings
     * @param Credentials|null $credentials the credentials in the token or in the sealed token, if it was opened
     * @param int $linkCount the number of different links and tokens in the text
     * @param string $shown the link without its payload, as in "https://portal.example/p?c=…". No secret
     * @param int|null $line the line of the text on which the link begins, from 1; null in an encoded part of a mail
     * @param string|null $id the id of a sealed link, 32 lower-case hex digits; null if its text is damaged. No secret
     * @param \DateTimeImmutable|null $expires the expiry of a sealed link that was opened, in UTC
     */
    private function __construct(
        public readonly string $kind,
        public readonly bool $isGood,
        public readonly array $findings,
        #[\SensitiveParameter] ?string $token,
        public readonly ?Credentials $credentials,
        public readonly int $linkCount,
        public readonly string $shown,
        public readonly ?int $line,
        public readonly ?string $id,
        public readonly ?\DateTimeImmutable $expires,
    ) {
        $this->hide(['token' => $token]);
    }

    /**
     * @internal {@see explain()} makes it
     * @param list<CData|string|int|null> $inputs
     */
    public static function from(#[\SensitiveParameter] array $inputs): self
    {
        $explanation = Call::value('siplaunch_explanation*', 'siplaunch_explain', $inputs);
        $number = static fn (string $type, string $name): int
            => Call::value($type, "siplaunch_explanation_$name", [$explanation])->cdata;
        try {
            $expires = $number('uint64_t', 'expires');
            return new self(
                (string) Call::lent('siplaunch_explanation_kind', [$explanation]),
                Call::value('bool', 'siplaunch_explanation_is_good', [$explanation])->cdata,
                self::findings($explanation),
                Call::lent('siplaunch_explanation_token', [$explanation]),
                self::credentials($explanation),
                $number('size_t', 'link_count'),
                (string) Call::lent('siplaunch_explanation_shown', [$explanation]),
                $number('size_t', 'line') ?: null,
                Call::lent('siplaunch_explanation_id', [$explanation]),
                $expires === 0 ? null : new \DateTimeImmutable("@$expires"),
            );
        } finally {
            Library::ffi()->siplaunch_explanation_free($explanation);
        }
    }

    /** @return list<Finding> */
    private static function findings(CData $explanation): array
    {
        $ffi = Library::ffi();
        [$code, $fault] = [$ffi->new('uint8_t'), $ffi->new('bool')];
        $count = Call::value('size_t', 'siplaunch_explanation_finding_count', [$explanation])->cdata;
        $findings = [];
        for ($i = 0; $i < $count; $i++) {
            $text = (string) Call::lent('siplaunch_explanation_finding', [$explanation, $i], [$code, $fault]);
            $findings[] = new Finding($code->cdata, $fault->cdata, $text);
        }
        return $findings;
    }

    private static function credentials(CData $explanation): ?Credentials
    {
        $ffi = Library::ffi();
        [$username, $usernameLength] = [$ffi->new('const char *'), $ffi->new('size_t')];
        [$server, $serverLength] = [$ffi->new('const char *'), $ffi->new('size_t')];
        [$password, $passwordLength] = [$ffi->new('const char *'), $ffi->new('size_t')];
        $outputs = [$username, $usernameLength, $server, $serverLength, $password, $passwordLength];
        Call::run('siplaunch_explanation_credentials', [$explanation], $outputs);
        return FFI::isNull($username) ? null : new Credentials(
            FFI::string($username, $usernameLength->cdata),
            FFI::string($server, $serverLength->cdata),
            FFI::string($password, $passwordLength->cdata),
        );
    }
}
