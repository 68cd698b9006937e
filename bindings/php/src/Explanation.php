<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI;
use FFI\CData;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Library;

/**
 * What there is to know about a link or token that a customer sends in.
 *
 * ```
 * foreach ($brand->explain($pasted)->findings as $finding) {
 *     echo $finding->text, "\n";
 * }
 * ```
 */
final class Explanation
{
    /**
     * @param string $kind what the text is, in English, such as "launch link"
     * @param bool $isGood whether nothing is wrong with it
     * @param list<Finding> $findings
     * @param string|null $token the token in canonical form, if there is one once damage is repaired; a secret
     * @param Credentials|null $credentials the credentials in the token, if it holds any
     */
    private function __construct(
        public readonly string $kind,
        public readonly bool $isGood,
        public readonly array $findings,
        public readonly ?string $token,
        public readonly ?Credentials $credentials,
    ) {
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
            $inputs = [$explanation, $i, FFI::addr($code), FFI::addr($fault)];
            $text = (string) Call::lent('siplaunch_explanation_finding', $inputs);
            $findings[] = new Finding($code->cdata, $fault->cdata, $text);
        }
        return $findings;
    }

    private static function credentials(CData $explanation): ?Credentials
    {
        $ffi = Library::ffi();
        [$texts, $lengths] = [$ffi->new('const char *[3]'), $ffi->new('size_t[3]')];
        $places = [];
        for ($i = 0; $i < 3; $i++) {
            array_push($places, FFI::addr($texts[$i]), FFI::addr($lengths[$i]));
        }
        Call::run('siplaunch_explanation_credentials', [$explanation, ...$places]);
        if ($texts[0] === null) {
            return null;
        }
        return new Credentials(...array_map(
            static fn (int $i): string => FFI::string($texts[$i], $lengths[$i]),
            [0, 1, 2],
        ));
    }
}
