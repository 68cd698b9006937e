use alloc::{string::String, vec::Vec};
use core::fmt;

use zeroize::Zeroizing;

use crate::{
    Brand, Credentials, OwnedCredentials,
    encoding::{decode_base64_into, is_base64_character, unescape_to_vec},
    query,
    repair::{Carried, Damage, repair},
};

/// What a pasted text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// A sealed link alone, without the launch link around it.
    SealedLink,
    /// A token alone, percent-escaped: the handbook scripts' second line.
    EscapedToken,
    /// Nothing of the kind.
    Unknown,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LaunchLink => "launch link",
            Self::AppLink => "app link",
            Self::IntentLink => "intent link",
            Self::Token => "token",
            Self::SealedLink => "sealed link",
            Self::EscapedToken => "percent-escaped token",
            Self::Unknown => "neither a link nor a token",
        })
    }
}

/// One thing to know about a pasted text. Its `Display` is a sentence that holds nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u8)]
pub enum Finding {
    /// The parameter is not in the launch link's query.
    ParamMissing = 1,
    /// The parameter stands more than once in the launch link's query.
    ParamTwice = 2,
    /// The app link has another scheme than the brand.
    OtherScheme = 3,
    /// The token of an app link or intent link is percent-escaped.
    Escaped = 4,
    /// The token of a launch link is percent-escaped twice.
    EscapedTwice = 5,
    /// A line break is inside the token.
    LineBreak = 6,
    /// A space stands where the token had `+`.
    SpaceForPlus = 7,
    /// Punctuation or a space is stuck to the end of the token.
    StuckToEnd = 8,
    /// The token's `=` are missing, or not as many as they should be.
    Padding = 9,
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
    /// What the token holds is not UTF-8.
    NotUtf8 = 42,
    /// What the token holds is not exactly username, server and password, each once and not empty.
    OtherFields = 43,
    /// The launch link is http, not https.
    NotHttps = 60,
    /// A field has `=`, `%` or `+`.
    Ambiguous = 61,
    /// The brand's key is the published one.
    PublishedKey = 62,
    /// It is a sealed link, which only its key can open.
    Sealed = 63,
}

impl Finding {
    /// The stable number of this finding.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// Whether this is a fault, and not just good to know.
    #[must_use]
    pub const fn is_fault(self) -> bool {
        !matches!(self, Self::NotHttps | Self::Ambiguous | Self::PublishedKey | Self::Sealed)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ParamMissing => "the link's query does not have the parameter: is it the right portal, and whole?",
            Self::ParamTwice => "the link's query has the parameter more than once: the launch handler refuses it",
            Self::OtherScheme => "the link's scheme is not the brand's: another app, or none, would open it",
            Self::Escaped => "the token is percent-escaped: in an app link it must stand as it is",
            Self::EscapedTwice => "the token is percent-escaped twice (the launch handler repairs this)",
            Self::LineBreak => "a line break is inside the token (the launch handler repairs this)",
            Self::SpaceForPlus => "a space stands where the token had '+' (the launch handler repairs this)",
            Self::StuckToEnd => "something is stuck to the end of the token (the launch handler repairs this)",
            Self::Padding => {
                "the '=' at the end of the token are missing or too many (the launch handler repairs this)"
            }
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
                "what the token holds is not text in UTF-8: wrong iv, another encoding, or a changed token"
            }
            Self::OtherFields => {
                "the token does not hold exactly username, server and password, each once and not empty"
            }
            Self::NotHttps => "the launch link is not https: whoever is on the way can read it",
            Self::Ambiguous => "a field has '=', '%' or '+', which some app builds may read differently",
            Self::Sealed => "it is a sealed link: open it with the portal's key file to see more",
            Self::PublishedKey => "the key is the published one: anybody who sees this link can read the password",
        })
    }
}

/// What [`explain`] found out. `Debug` shows kind and findings, never the token or the credentials.
#[derive(Clone)]
pub struct Explanation {
    kind: Kind,
    findings: Vec<Finding>,
    token: Option<Zeroizing<String>>,
    credentials: Option<OwnedCredentials>,
}

impl Explanation {
    /// What the text is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What there is to know about it, in the order in which it was found.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether nothing is wrong with it.
    #[must_use]
    pub fn is_good(&self) -> bool {
        !self.findings.iter().any(|finding| finding.is_fault())
    }

    /// The token in canonical form, if there is one once damage is repaired. A secret.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.as_str())
    }

    /// The credentials in the token, if it holds any; without the newline of [`Finding::NewlineAtEnd`]. A secret.
    #[must_use]
    pub fn credentials(&self) -> Option<Credentials<'_>> {
        self.credentials.as_ref().map(OwnedCredentials::as_credentials)
    }

    fn add(&mut self, condition: bool, finding: Finding) {
        if condition {
            self.findings.push(finding);
        }
    }
}

impl fmt::Debug for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explanation")
            .field("kind", &self.kind)
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}

/// Says what a pasted text is, and what is wrong with it. For support desks.
///
/// `text` is a launch link, app link, intent link or token; white space around it is ignored. `param` is the parameter
/// that carries the token in a launch link.
///
/// It tells a wrong key from a damaged end, and so is a padding oracle by design: never offer it to strangers.
///
/// ```
/// use siplaunch::{Brand, Finding, Kind, explain};
///
/// let link = "sipphone://yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D";
/// let explanation = explain(link, &Brand::sip_phone(), "c");
/// assert_eq!(explanation.kind(), Kind::AppLink);
/// assert_eq!(explanation.findings(), [Finding::Escaped, Finding::PublishedKey]);
/// assert_eq!(explanation.credentials().map(|credentials| credentials.username), Some("a"));
/// ```
#[must_use]
pub fn explain(text: &str, brand: &Brand, param: &str) -> Explanation {
    let mut explanation = Explanation { kind: Kind::Unknown, findings: Vec::new(), token: None, credentials: None };
    if let Some(carried) = find_token(text.trim(), brand, param, &mut explanation) {
        explain_token(&carried, brand, &mut explanation);
    }
    explanation.add(explanation.credentials.is_some() && brand.uses_published_key(), Finding::PublishedKey);
    explanation
}

/// Finds the kind of a text and the token in it, as it came, with the percent-encoding of a query taken off.
fn find_token(text: &str, brand: &Brand, param: &str, explanation: &mut Explanation) -> Option<Zeroizing<Vec<u8>>> {
    let Some((scheme, rest)) = text.split_once("://") else {
        if text.starts_with('-') {
            explanation.kind = Kind::SealedLink;
            return Some(unescape_to_vec(text.as_bytes()));
        }
        let escaped = text.contains('%');
        let plausible = text.len() >= 16 && text.bytes().all(|b| is_base64_character(b) || b"%= \r\n".contains(&b));
        if plausible {
            explanation.kind = if escaped { Kind::EscapedToken } else { Kind::Token };
        } else {
            explanation.findings.push(Finding::NotBase64);
        }
        return plausible
            .then(|| if escaped { unescape_to_vec(text.as_bytes()) } else { text.as_bytes().to_vec().into() });
    };
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            explanation.kind = Kind::LaunchLink;
            explanation.add(scheme.eq_ignore_ascii_case("http"), Finding::NotHttps);
            let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
            let query = rest.split_once('?').map_or("", |(_, query)| query);
            let mut values = query::values(query, param);
            let value = values.next();
            explanation.add(value.is_none(), Finding::ParamMissing);
            explanation.add(values.next().is_some(), Finding::ParamTwice);
            value.map(|value| unescape_to_vec(value.as_bytes()))
        }
        "intent" => {
            explanation.kind = Kind::IntentLink;
            let ours = rest.split([';', '#']).any(|part| part.strip_prefix("scheme=") == Some(brand.scheme().as_str()));
            explanation.add(!ours, Finding::OtherScheme);
            Some(rest.split_once('#').map_or(rest, |(token, _)| token).as_bytes().to_vec().into())
        }
        scheme => {
            explanation.kind = Kind::AppLink;
            explanation.add(!scheme.eq_ignore_ascii_case(brand.scheme().as_str()), Finding::OtherScheme);
            Some(rest.as_bytes().to_vec().into())
        }
    }
}

fn explain_token(carried: &[u8], brand: &Brand, explanation: &mut Explanation) {
    let token = match repair(carried) {
        Some((Carried::Token(token), damage)) => {
            explain_damage(damage, explanation);
            token
        }
        Some((Carried::Sealed(_), damage)) => {
            explain_damage(damage, explanation);
            explanation.findings.push(Finding::Sealed);
            return;
        }
        None => {
            let is_token_text = |b: &u8| is_base64_character(*b) || b"= \r\n".contains(b);
            let cut_short = !carried.is_empty() && carried.iter().all(is_token_text);
            explanation.findings.push(if cut_short { Finding::CutShort } else { Finding::NotBase64 });
            return;
        }
    };
    match brand.decode(&token) {
        // A changed first block spoils the text and not the padding at the end.
        Ok(plaintext) if str::from_utf8(&plaintext).is_ok() => explain_plaintext(&plaintext, explanation),
        _ if is_lower_cased(&token) => explanation.findings.push(Finding::LowerCased),
        Ok(_) => explanation.findings.push(Finding::NotUtf8),
        Err(_) => explanation.findings.push(why_undecodable(&token, brand)),
    }
    explanation.token = Some(token);
}

fn explain_damage(damage: Damage, explanation: &mut Explanation) {
    let escaped = match explanation.kind {
        Kind::AppLink | Kind::IntentLink => Finding::Escaped,
        _ => Finding::EscapedTwice,
    };
    explanation.add(damage.escaped_again, escaped);
    explanation.add(damage.line_break, Finding::LineBreak);
    explanation.add(damage.space_for_plus, Finding::SpaceForPlus);
    explanation.add(damage.stuck_to_end, Finding::StuckToEnd);
    explanation.add(damage.padding, Finding::Padding);
}

/// Whether what a URL library takes for a host has no capital letter, which is unlikely where the token is as it was.
fn is_lower_cased(token: &str) -> bool {
    let host = token.split('/').next().unwrap_or_default();
    host.len() >= 16 && !host.bytes().any(|b| b.is_ascii_uppercase())
}

fn why_undecodable(token: &str, brand: &Brand) -> Finding {
    let mut blocks = Zeroizing::new(alloc::vec![0; token.len()]);
    let len = decode_base64_into(token.as_bytes(), &mut blocks).unwrap_or_default();
    // Bad padding leaves the blocks decrypted, and the first one depends on no other.
    let _ = brand.cipher.decrypt_padded(&brand.iv, &mut blocks[..len]);
    if blocks.starts_with(b"username=") { Finding::EndDamaged } else { Finding::WrongKey }
}

fn explain_plaintext(plaintext: &[u8], explanation: &mut Explanation) {
    let line = plaintext.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    explanation.credentials = match (Credentials::from_plaintext(plaintext), line.map(Credentials::from_plaintext)) {
        (Ok(credentials), _) => Some(credentials.into()),
        (Err(_), Some(Ok(credentials))) => {
            explanation.findings.push(Finding::NewlineAtEnd);
            Some(credentials.into())
        }
        _ => {
            let control = plaintext.iter().any(u8::is_ascii_control);
            explanation.findings.push(if control { Finding::ControlCharacter } else { Finding::OtherFields });
            None
        }
    };
    let ambiguous = explanation.credentials().is_some_and(|credentials| credentials.ambiguities().next().is_some());
    explanation.add(ambiguous, Finding::Ambiguous);
}
