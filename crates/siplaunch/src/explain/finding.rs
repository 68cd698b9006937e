use core::fmt;

/// The kind of a pasted link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// An http or https link, as sent to a customer.
    LaunchLink,
    /// `SCHEME://TOKEN`, as the app opens it.
    AppLink,
    /// `intent://TOKEN#Intent;…`, as Chrome on Android opens it.
    IntentLink,
    /// A token alone.
    Token,
    /// A sealed token alone.
    SealedToken,
    /// A token alone, percent-escaped: the handbook scripts' second line.
    EscapedToken,
    /// Nothing of the kind.
    #[default]
    Unknown,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LaunchLink => "launch link",
            Self::AppLink => "app link",
            Self::IntentLink => "intent link",
            Self::Token => "token",
            Self::SealedToken => "sealed token",
            Self::EscapedToken => "percent-escaped token",
            Self::Unknown => "neither a link nor a token",
        })
    }
}

/// A fact about a pasted link. Its `Display` is a sentence that repeats nothing of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u8)]
pub enum Finding {
    /// The parameter is not in the launch link's query.
    ParamMissing = 1,
    /// The launch link's query has the parameter more than once.
    ParamTwice = 2,
    /// The app link has another scheme than the brand.
    OtherScheme = 3,
    /// The token of an app link or intent link is percent-escaped.
    Escaped = 4,
    /// The token of a launch link is percent-escaped twice.
    EscapedTwice = 5,
    /// A line break is inside the token.
    LineBreak = 6,
    /// The token has a space in place of `+`.
    SpaceForPlus = 7,
    /// Punctuation or a space is stuck to the end of the token.
    StuckToEnd = 8,
    /// The token's `=` are missing, or not as many as they should be.
    Padding = 9,
    /// The link is HTML-escaped, but no HTML is around it.
    HtmlEscaped = 10,
    /// The launch link's query is longer than a launch handler takes.
    TooLong = 11,
    /// There is no token, or it has characters that Base64 does not know.
    NotBase64 = 20,
    /// The token is not one or more whole AES blocks.
    CutShort = 21,
    /// The token begins with lower-case letters only, as if a URL library had taken it for a host.
    LowerCased = 22,
    /// The token begins as it should, but its end does not decode.
    EndDamaged = 23,
    /// The brand cannot decode the token.
    WrongKey = 24,
    /// The password ends in a newline.
    NewlineAtEnd = 40,
    /// The fields have a control character in them.
    ControlCharacter = 41,
    /// The plaintext of the token is not UTF-8.
    NotUtf8 = 42,
    /// The plaintext of the token is not exactly username, server and password, each once and not empty.
    OtherFields = 43,
    /// The launch link is http, not https.
    NotHttps = 60,
    /// A field has `=`, `%` or `+`.
    Ambiguous = 61,
    /// The brand's key is the published one.
    PublishedKey = 62,
    /// The payload is a sealed token, which only its key can open.
    Sealed = 63,
    /// The sealed link is authentic, and has neither expired nor been revoked.
    Valid = 64,
    /// The sealed link is a one-time link.
    OneTime = 65,
    /// The sealed link is cut short, or characters inside it are lost.
    SealedCutShort = 80,
    /// The sealed link has characters that none has.
    SealedCharacters = 81,
    /// The sealed link has no capital letter, as if something had turned it to lower case.
    SealedLowerCased = 82,
    /// The key ring has no key with the sealed link's key id.
    OtherKeyId = 83,
    /// The sealed link was changed, or sealed with another key or for another context.
    Changed = 84,
    /// The sealed link is authentic, but its time is over.
    Expired = 85,
    /// The sealed link is authentic, but on the list of revoked links.
    Revoked = 86,
    /// An app link or intent link has a sealed token in place of its token.
    SealedInAppLink = 87,
}

impl Finding {
    /// The stable number of this finding.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// Whether this is a fault, and not a mere note.
    #[must_use]
    pub const fn is_fault(self) -> bool {
        !matches!(
            self,
            Self::NotHttps | Self::Ambiguous | Self::PublishedKey | Self::Sealed | Self::Valid | Self::OneTime
        )
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ParamMissing => "the link's query does not have the parameter: is it the right portal, and whole?",
            Self::ParamTwice => "the link's query has the parameter more than once: the launch handler refuses it",
            Self::OtherScheme => "the link's scheme is not the brand's: another app, or none, would open it",
            Self::Escaped => "the token is percent-escaped: in an app link it must not be",
            Self::EscapedTwice => "the token is percent-escaped twice (the launch handler repairs this)",
            Self::LineBreak => "a line break is inside the token (the launch handler repairs this)",
            Self::SpaceForPlus => "the token has a space in place of '+' (the launch handler repairs this)",
            Self::StuckToEnd => "other characters are stuck to the end of the token (the launch handler repairs this)",
            Self::Padding => {
                "the '=' at the end of the token are missing or too many (the launch handler repairs this)"
            }
            Self::HtmlEscaped => {
                "the link's & is written &amp;: right in the source of a web page, wrong anywhere else"
            }
            Self::TooLong => "the link's query has more than 8192 characters: the launch handler refuses it",
            Self::NotBase64 => "there is no token, or it has characters that no token has",
            Self::CutShort => "the token is cut short, or characters inside it are lost",
            Self::LowerCased => "the token was turned to lower case, probably by a URL or redirect function",
            Self::EndDamaged => "the token begins as it should, but it is cut short or changed further on",
            Self::WrongKey => {
                "the brand's key does not decode the token: made with another key, or changed at its start"
            }
            Self::NewlineAtEnd => "the password ends in a newline: use printf %s and not echo when making the link",
            Self::ControlCharacter => "a field has a control character in it",
            Self::NotUtf8 => {
                "the token's plaintext is not UTF-8: the IV is wrong, the encoding is another one, or the token was changed"
            }
            Self::OtherFields => {
                "the token does not hold exactly username, server and password, each once and not empty"
            }
            Self::NotHttps => "the launch link is not https: whoever is on the way can read it",
            Self::Ambiguous => "a field has '=', '%' or '+', which some app builds may read differently",
            Self::Valid => "the sealed link is authentic and has not expired",
            Self::OneTime => "the link is a one-time link: a tap on its page opens the app, and uses it up",
            Self::SealedCutShort => "the sealed link is cut short, or characters inside it are lost",
            Self::SealedCharacters => {
                "the sealed link has characters that no sealed link has: it was changed on its way"
            }
            Self::SealedLowerCased => "the sealed link was turned to lower case: send it again as it was made",
            Self::OtherKeyId => {
                "the key ring has no key with the sealed link's key id: is it this portal's, or an old one?"
            }
            Self::Changed => {
                "the sealed link does not open: it was changed, or sealed with another key or for another context"
            }
            Self::Expired => "the sealed link has expired: make a new one",
            Self::Revoked => "the sealed link was revoked: make a new one",
            Self::SealedInAppLink => "the app link has a sealed token in place of its token: the app cannot open it",
            Self::Sealed => "the link is sealed: open it with the portal's key file to see more",
            Self::PublishedKey => "the key is the published one: anybody who sees this link can read the password",
        })
    }
}
