<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;
use Siplaunch\Internal\Hidden;
use Siplaunch\Internal\Library;

/**
 * A mail with a launch link in it. Send both parts as multipart/alternative in UTF-8, the plain text first. They are
 * left out of dumps, exports and comparisons with ==.
 *
 * ```
 * $mail = Siplaunch\Mail::compose(link: $link, brandName: 'Acme Phone');
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
     * @param string $subject the subject in UTF-8, one line. It never holds the link
     * @param string $subjectHeader the subject as the value of a Subject header: ASCII, with encoded words (RFC 2047)
     *     where it needs them, in lines of at most 78 bytes
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
     * @param string $brandName the name of the app that customers read; {brand} in the next three texts becomes it
     * @param string $language "en", "de" or a tag that begins so (BCP 47); any language, with the next three texts
     * @param string|null $subject a subject in place of the language's own
     * @param string|null $text words in place of the language's own, with {link} alone on one line
     * @param string|null $button the text of the HTML's button in place of the language's own
     * @param string|null $accentColor the colour of that button, "#" and six hex digits; null means the page's blue
     * @throws MessageException
     * @throws PageException for a bad colour
     */
    public static function compose(
        #[\SensitiveParameter] string $link,
        string $brandName,
        string $language = 'en',
        ?string $subject = null,
        ?string $text = null,
        ?string $button = null,
        ?string $accentColor = null,
    ): self {
        $inputs = [$language, $subject, $text, $button, $link, $brandName, $accentColor];
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
