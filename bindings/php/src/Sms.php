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
 * $sms = Siplaunch\Sms::compose(link: $link, brandName: 'Acme Phone', language: 'de');
 * $gateway->send($number, $sms->text);
 * ```
 *
 * @property-read string $text the text to send
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
     * @param string $brandName the name of the app that customers read
     * @param string $language "en", "de" or a tag that begins so (BCP 47)
     * @param string|null $template words in place of the language's own, with {link} once, white space on both sides of
     *     it unless it is first or last, and {brand}, which becomes the brand name, as often as wanted
     * @throws MessageException
     */
    public static function compose(
        #[\SensitiveParameter] string $link,
        string $brandName,
        string $language = 'en',
        ?string $template = null,
    ): self {
        $budget = Library::ffi()->new('siplaunch_sms_budget');
        $inputs = [$template ?? self::template($language), $link, $brandName];
        $text = Call::text('siplaunch_sms_compose', $inputs, [$budget]);
        return new self($text, SmsBudget::from($budget));
    }

    /**
     * The cost of the SMS with a sealed link of these credentials, which shows how much sealing saves. It needs no key.
     * The other parameters are those of {@see compose()}.
     *
     * @throws MessageException
     */
    public static function sealedBudget(
        Portal $portal,
        Credentials $credentials,
        string $brandName,
        string $language = 'en',
        ?string $template = null,
    ): SmsBudget {
        $template ??= self::template($language);
        $inputs = [$template, $brandName, Portal::pointerOf($portal), ...$credentials->fields()];
        return SmsBudget::from(Call::value('siplaunch_sms_budget', 'siplaunch_sms_sealed_budget', $inputs));
    }

    /**
     * The cost of the SMS with a one-time link of these credentials. It needs no key. The other parameters are those of
     * {@see compose()}.
     *
     * @throws MessageException
     */
    public static function oneTimeBudget(
        Portal $portal,
        Credentials $credentials,
        string $brandName,
        string $language = 'en',
        ?string $template = null,
    ): SmsBudget {
        $template ??= self::template($language);
        $inputs = [$template, $brandName, Portal::pointerOf($portal), ...$credentials->fields()];
        return SmsBudget::from(Call::value('siplaunch_sms_budget', 'siplaunch_sms_one_time_budget', $inputs));
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
