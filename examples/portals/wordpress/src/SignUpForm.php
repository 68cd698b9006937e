<?php

declare(strict_types=1);

namespace SiplaunchPortal;

use Siplaunch\CredentialsException;
use Siplaunch\InputException;

/** The shortcode with the sign-up form. */
final class SignUpForm
{
    private const SHORTCODE = 'siplaunch_sign_up';
    private const NONCE = 'siplaunch_nonce';
    private const FIELDS = ['username' => '', 'password' => '', 'email' => '', 'mobile' => ''];

    /** @var array<string, string> */
    private array $values = self::FIELDS;
    private ?string $error = null;

    public function register(): void
    {
        add_shortcode(self::SHORTCODE, [$this, 'show']);
        add_action('template_redirect', [$this, 'handle']);
    }

    /** Takes a form that was sent, before the page begins. */
    public function handle(): void
    {
        if (!isset($_POST[self::SHORTCODE])) {
            return;
        }
        nocache_headers();
        // Not sanitize_text_field(): siplaunch checks these texts, and a password must stay as it is.
        $given = array_filter(wp_unslash(array_intersect_key($_POST, self::FIELDS)), is_string(...));
        $this->values = array_merge(self::FIELDS, $given);
        $isOurs = wp_verify_nonce(sanitize_key($_POST[self::NONCE] ?? ''), self::SHORTCODE) !== false;
        $this->error = $isOurs ? $this->signUp() : 'This form is too old: please send it once more.';
        if ($this->error === null) {
            wp_safe_redirect(add_query_arg(self::SHORTCODE, 'sent', get_permalink()), 303);
            exit;
        }
        status_header($isOurs ? 422 : 403);
    }

    /** Signs up, and returns what the customer can mend. */
    private function signUp(): ?string
    {
        try {
            return $this->fault()
                ?? (SignUp::signUp(...$this->values) ? null : 'This username is taken: choose another.');
        } catch (CredentialsException | InputException $exception) {
            return $exception->getMessage();
        } catch (\Siplaunch\Exception | \RuntimeException $exception) {
            error_log("siplaunch portal: {$exception->getMessage()}");
            return 'We cannot send your link at the moment: please try again later.';
        }
    }

    /** What siplaunch does not check. */
    private function fault(): ?string
    {
        ['username' => $username, 'password' => $password, 'email' => $email, 'mobile' => $mobile] = $this->values;
        return match (true) {
            mb_strlen($username) > 64 => 'The username is too long: 64 characters are allowed.',
            mb_strlen($password) > 64 => 'The password is too long: 64 characters are allowed.',
            !is_email($email) => 'This is no e-mail address.',
            !preg_match('/^\+[0-9]{6,15}$/D', $mobile) => 'The mobile number must be like +431234567.',
            default => null,
        };
    }

    public function show(): string
    {
        if (($_GET[self::SHORTCODE] ?? '') === 'sent') {
            return '<p>Your link is in your mail and in an SMS. It works for 24 hours.</p>';
        }
        $error = $this->error === null ? '' : '<p role="alert">' . esc_html($this->error) . '</p>';
        return $error . '<form method="post">'
            . '<input type="hidden" name="' . esc_attr(self::SHORTCODE) . '" value="1">'
            . wp_nonce_field(self::SHORTCODE, self::NONCE, false, false)
            . $this->field('username', 'Username', 'text', 'username')
            . $this->field('password', 'Password', 'password', 'new-password')
            . $this->field('email', 'E-mail', 'email', 'email')
            . $this->field('mobile', 'Mobile number', 'tel', 'tel')
            . '<p><button>Sign up</button></p></form>';
    }

    private function field(string $name, string $label, string $type, string $autocomplete): string
    {
        return sprintf(
            '<p><label for="siplaunch-%1$s">%2$s</label> '
                . '<input id="siplaunch-%1$s" name="%1$s" type="%3$s" value="%4$s" required autocomplete="%5$s"></p>',
            esc_attr($name),
            esc_html($label),
            esc_attr($type),
            esc_attr($type === 'password' ? '' : $this->values[$name]),
            esc_attr($autocomplete),
        );
    }
}
