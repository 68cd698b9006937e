<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;
use Siplaunch\Internal\Hidden;
use Siplaunch\Internal\Library;

/**
 * A mail with a launch link in it. Send both parts as multipart/alternative in UTF-8, the plain text first. They are left
 * out of dumps, exports and comparisons with ==.
 *
 * ```
 * $mail = Siplaunch\Mail::compose(link: $link, brand: 'Acme Phone');
 * $email->subject($mail->subject)->text($mail->text)->html($mail->html);
 * ```
 *
 * @property-read string $text the text/plain part, the link alone on a line
 * @property-read string $html the text/html part, a whole document
 */
final class Mail
{
    use Hidden;

    /**
     * @param string $subject one line of any characters, for a header that has yet to be encoded; never holds the link
     * @param string $subjectHeader the same as the value of a header: ASCII, encoded and folded where it has to be
     */
    private function __construct(
        public readonly string $subject,
        public readonly string $subjectHeader,
        #[\SensitiveParameter] string $text,
        #[\SensitiveParameter] string $html,
    ) {
        $this->hide(['text' => $text, 'html' => $html]);
    }

    /**
     * @param string $link the launch link
     * @param string $brand the app's name as customers know it; {brand} in the other texts stands for it
     * @param string $language "en" or "de" or a tag that begins so (BCP 47); any, if the next three are all given
     * @param string|null $subject in place of the language's own subject
     * @param string|null $text in place of its words, with {link} alone on one line
     * @param string|null $button in place of what the HTML shows instead of the link
     * @param string|null $accentColor of the HTML's button: "#" and six hex digits; the page's blue if it is not given
     * @throws MessageException|PageException
     */
    public static function compose(
        #[\SensitiveParameter] string $link,
        string $brand,
        string $language = 'en',
        ?string $subject = null,
        ?string $text = null,
        ?string $button = null,
        ?string $accentColor = null,
    ): self {
        $inputs = [$language, $subject, $text, $button, $link, $brand, $accentColor];
        $mail = Call::value('siplaunch_mail*', 'siplaunch_mail_compose', $inputs);
        try {
            return new self(
                (string) Call::lent('siplaunch_mail_subject', [$mail]),
                Call::text('siplaunch_mail_subject_header', [$mail]),
                (string) Call::lent('siplaunch_mail_text', [$mail]),
                (string) Call::lent('siplaunch_mail_html', [$mail]),
            );
        } finally {
            Library::ffi()->siplaunch_mail_free($mail);
        }
    }
}
