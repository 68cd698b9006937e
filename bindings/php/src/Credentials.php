<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI\CData;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Closed;
use Siplaunch\Internal\Library;

/**
 * The login of the app: username, server and password, in UTF-8.
 *
 * Each field has one or more characters, none of them "&" or a control character (U+0000 to U+001F, U+007F). The
 * constructor does not check that: each call that makes a token or link does, and so does {@see check()}. The password
 * is left out of dumps, exports and comparisons with ==.
 *
 * ```
 * $credentials = new Siplaunch\Credentials(username: 'testuser', server: 'example.org', password: 'testpass');
 * ```
 *
 * @property-read string $password the SIP password
 */
final class Credentials
{
    use Closed;

    /**
     * The three fields by object, with a NUL between each two. No dump, export or cast of an object reaches them here.
     *
     * @internal
     * @var \WeakMap<self, string>|null
     */
    public static ?\WeakMap $nulSeparated = null;

    /**
     * @param string $username the SIP username
     * @param string $server the SIP server or domain
     * @param string $password the SIP password
     */
    public function __construct(
        public readonly string $username,
        public readonly string $server,
        #[\SensitiveParameter] string $password,
    ) {
        self::$nulSeparated ??= new \WeakMap();
        self::$nulSeparated[$this] = "$username\0$server\0$password";
    }

    /**
     * Checks the fields now, to tell a person at a form what is wrong. Each call that makes a token or link of these
     * credentials does the same first.
     *
     * @throws CredentialsException for the first bad field
     * @throws InputException for a text that is not UTF-8, or too long
     */
    public function check(): void
    {
        Call::run('siplaunch_credentials_check', $this->fields());
    }

    /**
     * Reads the plaintext of a token: exactly the three fields, in order, once each, and all of them good.
     *
     * @throws TokenException for anything else
     */
    public static function fromPlaintext(#[\SensitiveParameter] string $plaintext): self
    {
        $fields = Library::ffi()->new('siplaunch_fields');
        Call::run('siplaunch_credentials_from_plaintext', [$plaintext], [$fields]);
        return self::at($plaintext, $fields);
    }

    /**
     * Takes the fields out of a text. The library gives their places.
     *
     * @internal
     */
    public static function at(#[\SensitiveParameter] string $text, CData $fields): self
    {
        return new self(
            substr($text, $fields->username_at, $fields->username_len),
            substr($text, $fields->server_at, $fields->server_len),
            substr($text, $fields->password_at, $fields->password_len),
        );
    }

    public function __get(string $name): string
    {
        return $name === 'password'
            ? substr(self::$nulSeparated[$this], strlen($this->username) + strlen($this->server) + 2)
            : throw new \Error('Undefined property: ' . self::class . "::\$$name");
    }

    public function __isset(string $name): bool
    {
        return $name === 'password';
    }

    /**
     * The characters that an app may read in another way: "=", "%" and "+", each of them once for each field that has
     * it. Tokens hold these characters as they are.
     *
     * Only the makers of the app know whether it percent-decodes its fields, and at which "=" it splits them. A portal
     * that chooses usernames and passwords itself should choose none with these characters.
     *
     * @return list<array{field: string, character: string}> field is "username", "server" or "password"
     * @throws CredentialsException
     */
    public function ambiguities(): array
    {
        $this->check();
        $ffi = Library::ffi();
        $capacity = 3 * 3; // each of the characters in each of the fields
        [$found, $count] = [$ffi->new("siplaunch_ambiguity[$capacity]"), $ffi->new('size_t')];
        Call::run('siplaunch_credentials_ambiguities', [...$this->fields(), $found, $capacity], [$count]);
        $fields = [
            $ffi->SIPLAUNCH_FIELD_USERNAME => 'username',
            $ffi->SIPLAUNCH_FIELD_SERVER => 'server',
            $ffi->SIPLAUNCH_FIELD_PASSWORD => 'password',
        ];
        $ambiguities = [];
        for ($i = 0; $i < $count->cdata; $i++) {
            $ambiguities[] = ['field' => $fields[$found[$i]->field], 'character' => $found[$i]->character];
        }
        return $ambiguities;
    }

    /**
     * The three inputs of a call.
     *
     * @internal
     * @return array{string, string, string}
     */
    public function fields(): array
    {
        return [$this->username, $this->server, $this->password];
    }
}
