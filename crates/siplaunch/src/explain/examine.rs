//! The faults of one link, once it is found.

use alloc::{string::String, vec::Vec};

use zeroize::Zeroizing;

use super::{ExplainOptions, Explanation, Finding, Kind, shown::shown};
use crate::{
    Brand, Credentials, OwnedOpened, Payload, SealedToken, base64,
    percent::unescape_to_vec,
    query::{self, is_line_break},
    repair::{Damage, repair},
};

/// A shorter text is not taken for a token on its own.
pub(super) const SHORTEST_TOKEN: usize = 16;

/// Explains a link, a token or a sealed token, with nothing around it.
pub(super) fn examine(link: &str, options: ExplainOptions<'_>) -> Explanation {
    let mut explanation = Explanation::default();
    let payload = find_payload(link, options, &mut explanation);
    if let Some(payload) = payload {
        explanation.payload = Zeroizing::new(String::from_utf8_lossy(&payload).into_owned());
        explain_payload(&payload, options, &mut explanation);
        let readable = explanation.token.is_some() && explanation.credentials.is_some();
        explanation.add(readable && options.brand.uses_published_key(), Finding::PublishedKey);
    }
    // One outside the payload.
    let more = link.bytes().any(is_line_break) && !explanation.findings.contains(&Finding::LineBreak);
    explanation.add(more, Finding::LineBreak);
    explanation.shown = shown(link, explanation.kind, options.param);
    explanation
}

/// Finds the kind of a link and its payload, as it came, with the percent-encoding of a query taken off.
fn find_payload(link: &str, options: ExplainOptions<'_>, explanation: &mut Explanation) -> Option<Zeroizing<Vec<u8>>> {
    let ExplainOptions { brand, param, .. } = options;
    let Some((scheme, rest)) = link.split_once("://") else { return find_alone(link, param, explanation) };
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            explanation.add(scheme.eq_ignore_ascii_case("http"), Finding::NotHttps);
            let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
            find_in_query(rest.split_once('?').map_or("", |(_, query)| query), param, explanation)
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

/// Finds the payload of a text without a scheme: a token, a sealed token, or a launch link that lacks its start.
fn find_alone(text: &str, param: &str, explanation: &mut Explanation) -> Option<Zeroizing<Vec<u8>>> {
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    if query::values(query, param).next().is_some() {
        return find_in_query(query, param, explanation);
    }
    let escaped = text.contains('%');
    let is_text = |b: u8| base64::is_character(b) || b"%=-. \r\n".contains(&b);
    let plausible = text.len() >= SHORTEST_TOKEN && text.bytes().all(is_text);
    explanation.add(!plausible, Finding::NotBase64);
    if plausible {
        explanation.kind = match (text.starts_with(['-', '.']), escaped) {
            (true, _) => Kind::SealedToken,
            (_, true) => Kind::EscapedToken,
            (_, false) => Kind::Token,
        };
    }
    plausible.then(|| if escaped { unescape_to_vec(text.as_bytes()) } else { text.as_bytes().to_vec().into() })
}

fn find_in_query(query: &str, param: &str, explanation: &mut Explanation) -> Option<Zeroizing<Vec<u8>>> {
    explanation.kind = Kind::LaunchLink;
    explanation.add(query.len() > query::MAX_LEN, Finding::TooLong);
    let mut values = query::values(query, param);
    let value = values.next();
    explanation.add(value.is_none(), Finding::ParamMissing);
    explanation.add(values.next().is_some(), Finding::ParamTwice);
    value.map(|value| unescape_to_vec(value.as_bytes()))
}

fn explain_payload(payload: &[u8], options: ExplainOptions<'_>, explanation: &mut Explanation) {
    let brand = options.brand;
    let token = match repair(payload) {
        Some((text, damage)) => {
            explain_damage(damage, explanation);
            explanation.payload = text.clone();
            if let Ok(Payload::SealedToken(_)) = Payload::parse(&text) {
                explain_sealed(&text, options, explanation);
                return;
            }
            text
        }
        None if payload.starts_with(b"-") || payload.starts_with(b".") => {
            let is_sealed_text = |b: &u8| b.is_ascii_alphanumeric() || b"-.\r\n".contains(b);
            let cut_short = payload.iter().all(is_sealed_text);
            explanation.findings.push(if cut_short { Finding::SealedCutShort } else { Finding::SealedCharacters });
            return;
        }
        None => {
            let is_token_text = |b: &u8| base64::is_character(*b) || b"= \r\n".contains(b);
            let text = without_cut_escape(payload);
            let cut_short = !text.is_empty() && text.iter().all(is_token_text);
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

/// Without the start of an escape at the end.
fn without_cut_escape(text: &[u8]) -> &[u8] {
    match text {
        [head @ .., b'%'] => head,
        [head @ .., b'%', digit] if digit.is_ascii_hexdigit() => head,
        _ => text,
    }
}

fn explain_sealed(text: &str, options: ExplainOptions<'_>, explanation: &mut Explanation) {
    let in_app_link = matches!(explanation.kind, Kind::AppLink | Kind::IntentLink);
    explanation.add(in_app_link, Finding::SealedInAppLink);
    // Its last character may then be one that no whole link ends in.
    if !text.bytes().any(|b| b.is_ascii_uppercase()) {
        explanation.findings.push(Finding::SealedLowerCased);
        return;
    }
    let Some(sealed) = SealedToken::parse(text).ok().filter(SealedToken::is_whole) else {
        explanation.findings.push(Finding::SealedCutShort);
        return;
    };
    explanation.id = Some(sealed.id());
    explanation.add(sealed.is_one_time(), Finding::OneTime);
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

/// Whether the part that a URL library takes for a host has no capital letter, which is unlikely in a good token.
fn is_lower_cased(token: &str) -> bool {
    let host = token.split('/').next().unwrap_or_default();
    host.len() >= 16 && !host.bytes().any(|b| b.is_ascii_uppercase())
}

fn why_undecodable(token: &str, brand: &Brand) -> Finding {
    let mut blocks = Zeroizing::new(alloc::vec![0; token.len()]);
    let len = base64::decode_into(token.as_bytes(), &mut blocks).expect("a repaired token is canonical Base64");
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
