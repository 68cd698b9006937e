use crate::Field;

/// What can go wrong, for the whole library.
///
/// Texts are fixed and hold nothing of the input, so that an error can be logged. The number of a variant
/// ([`Error::code`]) is stable and the same in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
#[repr(u8)]
pub enum Error {
    /// The output buffer cannot hold the result; it was not written to.
    #[error("the output buffer is too small; nothing was written, ask for the length and try again")]
    BufferTooSmall = 1,

    /// A brand's AES key has a length that AES does not know.
    #[error("the brand's key must be 16, 24 or 32 bytes long")]
    KeyLength = 10,
    /// A brand's initialization vector is not one AES block.
    #[error("the brand's iv must be 16 bytes long")]
    IvLength = 11,
    /// Not a URL scheme, or longer than [`Scheme::MAX_LEN`](crate::Scheme::MAX_LEN) bytes.
    #[error(
        "the scheme must begin with a letter, go on with letters, digits, '+', '-' or '.', and have at most 63 bytes"
    )]
    Scheme = 12,

    /// The username has no character.
    #[error("the username is empty")]
    UsernameEmpty = 20,
    /// The server has no character.
    #[error("the server is empty")]
    ServerEmpty = 21,
    /// The password has no character.
    #[error("the password is empty")]
    PasswordEmpty = 22,
    /// The username has a character that would make the app read other fields.
    #[error("the username contains '&' or a control character (perhaps a newline at its end): remove it")]
    UsernameCharacter = 23,
    /// The server has a character that would make the app read other fields.
    #[error("the server contains '&' or a control character (perhaps a newline at its end): remove it")]
    ServerCharacter = 24,
    /// The password has a character that would make the app read other fields.
    #[error(
        "the password contains '&' or a control character (perhaps a newline at its end): remove it or choose another"
    )]
    PasswordCharacter = 25,

    /// Not a token that this brand can decode. One error for bad Base64, a wrong length, bad padding and a wrong key.
    #[error("not a token of this brand")]
    Token = 30,
    /// The plaintext is not exactly `username=…&server=…&password=…` with three good fields.
    #[error("the plaintext is not exactly username=…&server=…&password=…")]
    Plaintext = 31,

    /// The portal's base is not a URL that a launch link can be made from.
    #[error(
        "the portal base must be an absolute http or https URL in ASCII with a host, without user info, without a fragment, and without the launch link's parameter in its query"
    )]
    PortalBase = 40,
    /// Not a name for the launch link's parameter.
    #[error("the parameter must be one or more of A-Z, a-z, 0-9, '-', '.', '_' and '~'")]
    Param = 41,
    /// Not a link of the kind that was asked for, or one with no good token in it.
    #[error("not a link of this kind with one good token")]
    Link = 42,
    /// Not an Android package name.
    #[error("the package must be an Android application id such as com.example.phone")]
    Package = 43,
    /// The fallback of an intent link is not a URL that a browser can open.
    #[error("the fallback must be an absolute http or https URL in ASCII with a host and without user info")]
    FallbackUrl = 44,

    /// A key ring's key has a wrong length, a wrong id, or an id given twice.
    #[error("a sealing key must be 32 bytes long and have an id from 0 to 3 of its own")]
    SealingKey = 50,
    /// A key ring has no key with the current id.
    #[error("the key ring has no key with the current id")]
    CurrentKey = 51,
    /// An expiry that a sealed link cannot hold.
    #[error("the expiry must be a Unix time in seconds before the year 2106")]
    Expires = 52,
    /// Not a sealed link of this key ring and context. One error whatever the cause.
    #[error("not a valid sealed link")]
    SealedInvalid = 53,
    /// An authentic sealed link whose time is over.
    #[error("the sealed link has expired")]
    SealedExpired = 54,

    /// A text that no QR code can hold at error correction level M.
    #[error("the text is too long for a QR code")]
    QrText = 60,
    /// A picture's scale is out of range.
    #[error("a QR code's modules must be 1 to 64 pixels wide")]
    QrScale = 61,

    /// A text of the page, its brand name or its logo's description is not one to show.
    #[error("a text of the page must have 1 to 1000 bytes, not all of them blank, and no control character")]
    PageText = 70,
    /// Not a language tag.
    #[error("the page's language must be a tag such as en, pt-BR or ar")]
    PageLanguage = 71,
    /// Not a colour.
    #[error("the page's colour must be '#' and six hex digits")]
    PageColor = 72,
    /// Not a logo that can travel inside the page.
    #[error(
        "the page's logo must be a data: URI of at most 65536 bytes, in Base64, of type image/png, image/svg+xml, image/jpeg or image/webp"
    )]
    PageLogo = 73,
    /// A link of the page is not a URL that a browser can open.
    #[error("a link of the page must be an absolute http or https URL in ASCII with a host and without user info")]
    PageUrl = 74,
    /// Not the token of a ticket of the later Sipwise generation.
    #[error("a ticket's token must be 32 hex digits")]
    TicketToken = 62,
    /// A brace that belongs to no placeholder, or a placeholder that this text cannot have.
    #[error(
        "the only placeholders are {{link}} and {{brand}}, a subject's and a button's only {{brand}}; braces stand for nothing else"
    )]
    Template = 63,
    /// A template without a link, or with several.
    #[error("the template must contain {{link}} exactly once")]
    TemplateLink = 64,
    /// Something touches the link that would be taken for a part of it.
    #[error(
        "white space must stand before and after {{link}} in the template, and in a mail it must be alone on its line"
    )]
    TemplateSpacing = 65,
    /// Not a name to show to customers, or to put into a header.
    #[error("the brand's name is empty or contains a control character")]
    BrandName = 66,
    /// A link that a customer cannot tap.
    #[error(
        "the message's link must be a launch link: an absolute http or https URL in ASCII with a host and without user info"
    )]
    MessageLink = 67,
    /// Not a subject, or one that would break out of its header.
    #[error("the mail's subject is empty or contains a control character")]
    MailSubject = 68,
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
