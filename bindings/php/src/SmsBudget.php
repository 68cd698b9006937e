<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI\CData;
use Siplaunch\Internal\Call;

/**
 * What sending a text as SMS takes.
 *
 * ```
 * echo Siplaunch\SmsBudget::of($text)->parts;
 * ```
 */
final class SmsBudget
{
    /**
     * @param SmsEncoding $encoding the encoding that the text needs
     * @param int|null $firstNonGsm the first character that the GSM alphabet does not have, as a Unicode code point
     * @param int $units the text's length in units of the encoding
     * @param int $parts the number of parts, which is what is paid for
     * @param int $unitsLeft the units left in the last part
     * @param int $characters the text's length in characters
     * @param bool $withinHandbook whether the text keeps to the handbook's advice of 140 characters or fewer
     */
    private function __construct(
        public readonly SmsEncoding $encoding,
        public readonly ?int $firstNonGsm,
        public readonly int $units,
        public readonly int $parts,
        public readonly int $unitsLeft,
        public readonly int $characters,
        public readonly bool $withinHandbook,
    ) {
    }

    /** Counts what sending a text takes. */
    public static function of(#[\SensitiveParameter] string $text): self
    {
        return self::from(Call::value('siplaunch_sms_budget', 'siplaunch_sms_count', [$text]));
    }

    /** @internal */
    public static function from(CData $budget): self
    {
        return new self(
            SmsEncoding::from($budget->encoding),
            $budget->first_non_gsm === 0 ? null : $budget->first_non_gsm,
            $budget->units,
            $budget->parts,
            $budget->units_left,
            $budget->characters,
            $budget->within_handbook,
        );
    }
}
