//! What is wrong with a link that somebody sends in.

mod explanation;
mod finding;
mod options;

use alloc::{string::String, vec::Vec};

use zeroize::Zeroizing;

pub use self::{
    explanation::Explanation,
    finding::{Finding, Kind},
    options::ExplainOptions,
};
use crate::{
    Brand, Credentials, OwnedOpened, SealedLink,
    encoding::{decode_base64_into, is_base64_character, unescape_to_vec},
    query,
    repair::{Carried, Damage, repair},
};

/// Says what a pasted text is, and what is wrong with it. For support desks.
///
/// `text` is a launch link, app link, intent link or token; white space around it is ignored. `param` is the parameter
/// that carries the token in a launch link.
///
/// It tells a wrong key from a damaged end, and so is a padding oracle by design: never offer it to strangers.
///
/// ```
/// use siplaunch::{Brand, ExplainOptions, Finding, Kind, explain};
///
/// let link = "sipphone://yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D";
/// let explanation = explain(link, ExplainOptions::new(&Brand::sip_phone()));
/// assert_eq!(explanation.kind(), Kind::AppLink);
/// assert_eq!(explanation.findings(), [Finding::Escaped, Finding::PublishedKey]);
/// assert_eq!(explanation.credentials().map(|credentials| credentials.username), Some("a"));
/// ```
#[must_use]
pub fn explain(text: &str, options: ExplainOptions<'_>) -> Explanation {
    let ExplainOptions { brand, param, .. } = options;
    let mut explanation = Explanation {
        kind: Kind::Unknown,
        findings: Vec::new(),
        token: None,
        credentials: None,
        link_count: 0,
        shown: String::new(),
        line: None,
        id: None,
        expires: None,
    };
    if let Some(carried) = find_token(text.trim(), brand, param, &mut explanation) {
        explain_carried(&carried, options, &mut explanation);
    }
    explanation.add(
        explanation.token.is_some() && explanation.credentials.is_some() && brand.uses_published_key(),
        Finding::PublishedKey,
    );
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

fn explain_carried(carried: &[u8], options: ExplainOptions<'_>, explanation: &mut Explanation) {
    let brand = options.brand;
    let token = match repair(carried) {
        Some((Carried::Token(token), damage)) => {
            explain_damage(damage, explanation);
            token
        }
        Some((Carried::Sealed(text), damage)) => {
            explain_damage(damage, explanation);
            explain_sealed(&text, options, explanation);
            return;
        }
        None if carried.starts_with(b"-") => {
            let is_sealed_text = |b: &u8| b.is_ascii_alphanumeric() || b"-.\r\n".contains(b);
            let cut_short = carried.iter().all(is_sealed_text);
            explanation.findings.push(if cut_short { Finding::SealedCutShort } else { Finding::SealedCharacters });
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

fn explain_sealed(text: &str, options: ExplainOptions<'_>, explanation: &mut Explanation) {
    let in_app_link = matches!(explanation.kind, Kind::AppLink | Kind::IntentLink);
    explanation.add(in_app_link, Finding::SealedInAppLink);
    // Its last character may then be one that no whole link ends in.
    if !text.bytes().any(|b| b.is_ascii_uppercase()) {
        explanation.findings.push(Finding::SealedLowerCased);
        return;
    }
    let Some(sealed) = SealedLink::parse(text).ok().filter(SealedLink::is_whole) else {
        explanation.findings.push(Finding::SealedCutShort);
        return;
    };
    explanation.id = Some(sealed.id());
    let Some(keys) = options.keys else {
        explanation.findings.push(Finding::Sealed);
        return;
    };
    match keys.open_at_any_time(text, options.context) {
        Ok(opened) => explain_opened(opened, options, explanation),
        Err(_) if keys.key(sealed.key_id()).is_none() => explanation.findings.push(Finding::OtherKeyId),
        Err(_) => explanation.findings.push(Finding::Changed),
    }
}

fn explain_opened(opened: OwnedOpened, options: ExplainOptions<'_>, explanation: &mut Explanation) {
    let (expired, revoked) = (opened.expires <= options.now, options.revoked.contains(&opened.id));
    explanation.add(expired, Finding::Expired);
    explanation.add(revoked, Finding::Revoked);
    explanation.add(!expired && !revoked, Finding::Valid);
    explanation.expires = Some(opened.expires);
    explanation.credentials = Some(opened.credentials);
    explain_ambiguity(explanation);
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
    explain_ambiguity(explanation);
}

fn explain_ambiguity(explanation: &mut Explanation) {
    let ambiguous = explanation.credentials().is_some_and(|credentials| credentials.ambiguities().next().is_some());
    explanation.add(ambiguous, Finding::Ambiguous);
}
