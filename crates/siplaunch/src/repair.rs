//! Undoes the damage that mail programs, SMS gateways and copy-and-paste do to a payload.

use alloc::{string::String, vec::Vec};

use ::base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD},
};
use zeroize::Zeroizing;

use crate::{
    SealedToken, Token, base64,
    cipher::BLOCK,
    percent::{has_escape, unescape_to_vec},
    query::is_line_break,
};

/// The kinds of damage that were undone.
#[derive(Clone, Copy, Default)]
pub(crate) struct Damage {
    pub(crate) escaped_again: bool,
    pub(crate) line_break: bool,
    pub(crate) space_for_plus: bool,
    pub(crate) stuck_to_end: bool,
    pub(crate) padding: bool,
}

/// Undoes all damage that needs no guess, and returns the text of the payload, a token's in canonical form.
///
/// `text` is as it came, one layer of percent-encoding already taken off. A token is one or more whole AES blocks;
/// nothing is decrypted here.
pub(crate) fn repair(text: &[u8]) -> Option<(Zeroizing<String>, Damage)> {
    if let Some(token) = whole_token(text) {
        return Some((Zeroizing::new(token.into()), Damage::default()));
    }
    let mut damage = Damage { escaped_again: has_escape(text), ..Damage::default() };
    let mut text = Zeroizing::new(text.to_vec());
    // A break inside an escape hides it, and an escape may be one of a break.
    damage.line_break = drop_line_breaks(&mut text);
    if text.contains(&b'%') {
        text = unescape_to_vec(&text);
        damage.line_break |= drop_line_breaks(&mut text);
    }
    if text.starts_with(b"-") || text.starts_with(b".") {
        repair_sealed(&text, damage)
    } else {
        repair_token(&text, damage)
    }
}

/// The text of a token that came without damage, as nearly all do.
fn whole_token(text: &[u8]) -> Option<&str> {
    let text = str::from_utf8(text).ok()?;
    Token::parse(text).is_ok().then_some(text)
}

/// A sealed token ends in a letter or digit, so anything else at its end does not belong to it.
fn repair_sealed(text: &[u8], mut damage: Damage) -> Option<(Zeroizing<String>, Damage)> {
    let kept = trim_end(text, |b| !b.is_ascii_alphanumeric());
    damage.stuck_to_end = kept.len() < text.len();
    let text = str::from_utf8(kept).ok()?;
    SealedToken::parse(text).ok()?;
    Some((Zeroizing::new(text.into()), damage))
}

fn repair_token(text: &[u8], mut damage: Damage) -> Option<(Zeroizing<String>, Damage)> {
    // All padding goes, right or wrong: the length of the text before it says how much there must be.
    let (body, end) = match text.iter().position(|&b| b == b'=') {
        Some(at) => text.split_at(at),
        None => text.split_at(text.len()),
    };
    let padding = end.iter().take_while(|&&b| b == b'=').count();
    if end.iter().any(u8::is_ascii_alphanumeric) {
        return None;
    }
    // A space at the end is a `+`, or stuck to it: only the length decides.
    let with_spaces = trim_end(body, |b| b != b' ' && !base64::is_character(b));
    let without = trim_end(body, |b| !base64::is_character(b));
    let (token, kept) = [with_spaces, without].into_iter().find_map(|kept| Some((canonical(kept)?, kept)))?;

    damage.space_for_plus = kept.contains(&b' ');
    damage.stuck_to_end = kept.len() < body.len() || padding < end.len();
    damage.padding = kept.len() + padding != token.len();
    Some((token, damage))
}

/// The canonical Base64 of unpadded Base64 with spaces for `+`, if that is one or more whole blocks.
fn canonical(text: &[u8]) -> Option<Zeroizing<String>> {
    let plus: Zeroizing<Vec<u8>> = Zeroizing::new(text.iter().map(|&b| if b == b' ' { b'+' } else { b }).collect());
    let ciphertext = Zeroizing::new(BASE64_STANDARD_NO_PAD.decode(&*plus).ok()?);
    let good = !ciphertext.is_empty() && ciphertext.len().is_multiple_of(BLOCK);
    good.then(|| Zeroizing::new(BASE64_STANDARD.encode(&*ciphertext)))
}

/// Drops the line breaks; returns whether there were any.
fn drop_line_breaks(text: &mut Vec<u8>) -> bool {
    let len = text.len();
    text.retain(|b| !is_line_break(*b));
    text.len() < len
}

fn trim_end(mut text: &[u8], unwanted: impl Fn(u8) -> bool) -> &[u8] {
    while let [head @ .., last] = text
        && unwanted(*last)
    {
        text = head;
    }
    text
}
