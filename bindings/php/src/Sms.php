<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;
use Siplaunch\Internal\Hidden;
use Siplaunch\Internal\Library;

/**
 * An SMS with a launch link in it. Its text is left out of dumps, exports and comparisons with ==.
 *
 * ```
 * $sms = Siplaunch\Sms::compose(link: $link, brand: 'Acme Phone', language: 'de');
 * $gateway->send($number, $sms->text);
 * ```
 *
 * @property-read string $text what to send
 */
final class Sms
{
    use Hidden;

    private function __construct(#[\SensitiveParameter] string $text, public readonly SmsBudget $budget)
    {
        $this->hide(['text' => $text]);
    }

    /**
     * @param string $link the launch link
     * @param string $brand the app's name as customers know it
     * @param string $language "en" or "de" or a tag that begins so (BCP 47)
     * @param string|null $template words in place of the language's own, with {link} once, white space on both sides of
     *     it unless it is first or last, and {brand} as often as wanted
     * @throws MessageException
     */
    public static function compose(
        #[\SensitiveParameter] string $link,
        string $brand,
        string $language = 'en',
        ?string $template = null,
    ): self {
        $budget = Library::ffi()->new('siplaunch_sms_budget');
        $inputs = [$template ?? self::template($language), $link, $brand];
        $text = Call::text('siplaunch_sms_compose', $inputs, [$budget]);
        return new self($text, SmsBudget::from($budget));
    }

    /**
     * The template of a language, such as "{link} to launch {brand}".
     *
     * @throws MessageException
     */
    public static function template(string $language = 'en'): string
    {
        return Call::text('siplaunch_sms_template', [$language]);
    }
}
