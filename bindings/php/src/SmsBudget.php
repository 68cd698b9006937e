<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI\CData;
use Siplaunch\Internal\Call;

/**
 * The cost of sending a text by SMS.
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
     * @param int $units the length in units of the encoding
     * @param int $parts the number of parts, each of which is paid for; 1 at least
     * @param int $unitsLeft the units left in the last part
     * @param int $characters the length in characters
     * @param bool $isWithinHandbook whether the text keeps to the handbook's advice of 140 characters or fewer
     */
    private function __construct(
        public readonly SmsEncoding $encoding,
        public readonly ?int $firstNonGsm,
        public readonly int $units,
        public readonly int $parts,
        public readonly int $unitsLeft,
        public readonly int $characters,
        public readonly bool $isWithinHandbook,
    ) {
    }

    /** Counts the cost of sending a text. */
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
