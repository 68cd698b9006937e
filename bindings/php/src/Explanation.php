<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI;
use FFI\CData;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Hidden;
use Siplaunch\Internal\Library;

/**
 * What there is to know about a link or token that a customer sends in.
 *
 * ```
 * foreach ($brand->explain($pasted)->findings as $finding) {
 *     echo $finding->text, "\n";
 * }
 * ```
 *
 * The token is left out of dumps, exports and comparisons with ==.
 *
 * @property-read string|null $token the token in canonical form, if there is one once damage is repaired; a secret
 */
final class Explanation
{
    use Hidden;

    /**
     * @param string $kind what the text is, in English, such as "launch link"
     * @param bool $isGood whether nothing is wrong with it
     * @param list<Finding> $findings
     * @param Credentials|null $credentials the credentials in the token, if it holds any
     */
    private function __construct(
        public readonly string $kind,
        public readonly bool $isGood,
        public readonly array $findings,
        #[\SensitiveParameter] ?string $token,
        public readonly ?Credentials $credentials,
    ) {
        $this->hide(['token' => $token]);
    }

    /**
     * @internal
     * @param list<CData|string> $inputs
     */
    public static function from(#[\SensitiveParameter] array $inputs): self
    {
        $explanation = Call::value('siplaunch_explanation*', 'siplaunch_explain', $inputs);
        try {
            return new self(
                (string) Call::lent('siplaunch_explanation_kind', [$explanation]),
                Call::value('bool', 'siplaunch_explanation_is_good', [$explanation])->cdata,
                self::findings($explanation),
                Call::lent('siplaunch_explanation_token', [$explanation]),
                self::credentials($explanation),
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
