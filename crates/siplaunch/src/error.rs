use crate::Field;

macro_rules! errors {
    ($($(#[$doc:meta])+ $variant:ident = $code:literal, $text:literal;)+) => {
        /// The errors of the whole library.
        ///
        /// Texts are fixed and hold nothing of the input, so that an error can be logged. The number of a variant
        /// ([`Error::code`]) is stable and the same in every language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        #[error("{}", self.as_str())]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Error {
            $($(#[$doc])+ $variant = $code,)+
        }

        impl Error {
            /// All errors, by number.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The text: the fault and the fix.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

errors! {
    /// The output buffer cannot hold the result; it was not written to.
    BufferTooSmall = 1, "the output buffer is too small; nothing was written, ask for the length and try again";

    /// A brand's AES key has a length that AES does not know.
    KeyLength = 10, "the brand's key must be 16, 24 or 32 bytes long";
    /// A brand's initialization vector is not one AES block.
    IvLength = 11, "the brand's IV must be 16 bytes long";
    /// Not a URL scheme, or longer than [`Scheme::MAX_LEN`](crate::Scheme::MAX_LEN) bytes.
    Scheme = 12, "the scheme must begin with a letter, go on with letters, digits, '+', '-' or '.', and have at most 63 bytes";
    /// The entries of a brand, in a file or in the environment, are not complete or not readable.
    BrandEntries = 13, "expected three lines: key = \"16, 24 or 32 ASCII characters\" or key_hex = \"hex digits\"; iv = \"16 ASCII characters\" or iv_hex = \"hex digits\"; scheme = \"sipphone\" or the app's own, which can be left out";

    /// The username has no character.
    UsernameEmpty = 20, "the username is empty";
    /// The server has no character.
    ServerEmpty = 21, "the server is empty";
    /// The password has no character.
    PasswordEmpty = 22, "the password is empty";
    /// The username has a character that would make the app read other fields.
    UsernameCharacter = 23, "the username contains '&' or a control character, such as a newline at its end: remove it";
    /// The server has a character that would make the app read other fields.
    ServerCharacter = 24, "the server contains '&' or a control character, such as a newline at its end: remove it";
    /// The password has a character that would make the app read other fields.
    PasswordCharacter = 25, "the password contains '&' or a control character, such as a newline at its end: remove it or choose another";

    /// Not a token that this brand can decode. One error for bad Base64, a wrong length, bad padding and a wrong key.
    Token = 30, "not a token of this brand";
    /// The plaintext is not exactly `username=…&server=…&password=…` with three good fields.
    Plaintext = 31, "the plaintext is not exactly username=…&server=…&password=…";

    /// The portal's base is not a URL that a launch link can be made from.
    PortalBase = 40, "the portal base must be an absolute http or https URL in ASCII with a host, without user info, without a fragment, and without the launch link's parameter in its query";
    /// Not a name for the launch link's parameter.
    Param = 41, "the parameter must be one or more of A-Z, a-z, 0-9, '-', '.', '_' and '~'";
    /// Not a link of the kind that was asked for, or one with no good token in it.
    Link = 42, "not a link of this kind with one good token";
    /// Not an Android package name.
    Package = 43, "the package must be an Android application id such as com.example.phone";
    /// The fallback of an intent link is not a URL that a browser can open.
    FallbackUrl = 44, "the fallback must be an absolute http or https URL in ASCII with a host and without user info";

    /// A key ring's key has a wrong length, a wrong id, or an id given twice.
    SealingKey = 50, "a sealing key must be 32 bytes long and have an id from 0 to 3 of its own";
    /// A key ring has no key with the current id.
    CurrentKey = 51, "the key ring has no key with the current id";
    /// An expiry that a sealed token cannot hold.
    Expires = 52, "the expiry must be a Unix time in seconds before the year 2106";
    /// Not a sealed token of this key ring and context. One error whatever the cause.
    SealedInvalid = 53, "not a valid sealed link";
    /// An authentic sealed token whose time is over.
    SealedExpired = 54, "the sealed link has expired";
    /// The entries of a key file are not complete or not readable.
    KeyEntries = 55, "expected current = ID, then [keys] with one to four lines ID = \"64 hex digits\"";
    /// The system's random source failed.
    Random = 56, "the system gave no random bytes for the link's salt; nothing was made, try again";
    /// A grace or a number of taps that a [`ClaimPolicy`](crate::ClaimPolicy) cannot have.
    ClaimPolicy = 57, "the grace must be 60 to 86400 seconds, and the taps 1 to 100";

    /// A text that no QR code can hold at error correction level M.
    QrText = 60, "the text is too long for a QR code";
    /// A picture's scale is out of range.
    QrScale = 61, "a QR code's modules must be 1 to 64 pixels wide";
    /// Not the token of a ticket of the later Sipwise generation.
    QrTicket = 62, "a ticket's token must be 32 hex digits";
    /// A brace that belongs to no placeholder, or a placeholder that this text cannot have.
    Template = 63, "the only placeholders are {link} and {brand}, and texts without a link have only {brand}: remove other braces";
    /// A template without a link, or with several.
    TemplateLink = 64, "the template must contain {link} exactly once";
    /// A character that phones would take for a part of the link touches it.
    TemplateSpacing = 65, "the template must have white space before and after {link}, and a mail must have it alone on a line";
    /// Not a name to show to customers, or to put into a header: see [`MAX_BRAND_NAME_LEN`](crate::MAX_BRAND_NAME_LEN).
    BrandName = 66, "the brand name must have 1 to 200 bytes, not all of them blank, and no control character";
    /// A link that no customer can tap.
    MessageLink = 67, "the message's link must be a launch link: an absolute http or https URL in ASCII with a host and without user info";
    /// A subject that would break out of its header, or fill a screen.
    MailSubject = 68, "the mail's subject must have 1 to 1000 bytes, with the brand name in it, and no control character";
    /// A language that the library has no words in.
    Language = 69, "the library has no words in this language: use en or de, or give all texts";

    /// A text of the page or of its logo that cannot be shown.
    PageText = 70, "a text of the page must have 1 to 1000 bytes, not all of them blank, and no control character";
    /// Not a language tag.
    PageLanguage = 71, "the page's language must be a tag such as en, pt-BR or ar";
    /// Not a colour of a page or of a mail.
    PageColor = 72, "the colour must be '#' and six hex digits";
    /// Not a logo that can travel inside the page.
    PageLogo = 73, "the page's logo must be a data: URI of at most 65536 bytes, in Base64, of type image/png, image/svg+xml, image/jpeg or image/webp";
    /// A link of the page is not a URL that a browser can open.
    PageUrl = 74, "a link of the page must be an absolute http or https URL in ASCII with a host and without user info";
    /// A setting of the page that does not exist, was given twice, or does not have this value.
    PageSetting = 75, "the page has no such setting, or it was given twice, or it cannot have this value";
    /// A page without one of its texts, in a language that needs all of them.
    PageTextMissing = 76, "a page in a language other than en and de needs all of its texts";

    /// A message longer than 1 MiB.
    MessageLength = 80, "the message must have at most 1048576 bytes, with the link and the brand name in it";
}

impl Error {
    /// The stable number of this error: 1 to 255, grouped by topic in tens. 0 is never an error.
    ///
    /// ```
    /// assert_eq!(siplaunch::Error::KeyLength.code(), 10);
    /// ```
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    pub(crate) const fn empty(field: Field) -> Self {
        match field {
            Field::Username => Self::UsernameEmpty,
            Field::Server => Self::ServerEmpty,
            Field::Password => Self::PasswordEmpty,
        }
    }

    pub(crate) const fn character(field: Field) -> Self {
        match field {
            Field::Username => Self::UsernameCharacter,
            Field::Server => Self::ServerCharacter,
            Field::Password => Self::PasswordCharacter,
        }
    }
}
