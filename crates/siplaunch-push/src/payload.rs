//! The fields that an app reads, the same at both providers, and their way into a limit.

use std::borrow::Cow;

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{Call, Message, RequestError};

/// The texts that may be cut, in the order of cutting. Everything else goes out whole or not at all.
const TEXTS: [&str; 4] = ["full_message", "message", "alert", "caller_name"];

/// Fields of a message that its `data` cannot set.
const OWN: [&str; 6] = ["aps", "push_id", "callee", "domain", "alert", "sound"];

/// A flat JSON object of strings.
pub(crate) struct Fields<'a>(Vec<(&'a str, Cow<'a, str>)>);

impl<'a> Fields<'a> {
    pub(crate) fn of_call(call: &'a Call) -> Self {
        let fields = [
            ("type", "call"),
            ("call_id", &call.id),
            ("caller", &call.caller),
            ("caller_name", &call.caller_name),
            ("callee", &call.callee),
            ("domain", &call.domain),
        ];
        Self(fields.map(|(name, value)| (name, Cow::Borrowed(value))).into())
    }

    pub(crate) fn of_message(message: &'a Message) -> Result<Self, RequestError> {
        let mut fields = Self(Vec::with_capacity(message.data.len() + 7));
        if !message.data.contains_key("type") {
            fields.push("type", "message");
        }
        for (name, value) in [("push_id", &message.id), ("callee", &message.callee), ("domain", &message.domain)] {
            fields.push(name, value);
        }
        for (name, value) in &message.data {
            if is_reserved(name) {
                return Err(RequestError::DataKey);
            }
            fields.push(name, value);
        }
        Ok(fields)
    }

    pub(crate) fn push(&mut self, name: &'a str, value: impl Into<Cow<'a, str>>) {
        self.0.push((name, value.into()));
    }
}

/// Whether a name has a meaning to this library, Apple or Google
/// (<https://firebase.google.com/docs/cloud-messaging/customize-messages/set-message-type>).
fn is_reserved(name: &str) -> bool {
    let google =
        ["from", "message_type", "badge"].contains(&name) || name.starts_with("google") || name.starts_with("gcm");
    name.is_empty() || google || OWN.contains(&name)
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// What a provider limits.
pub(crate) trait Payload<'a>: Serialize {
    /// The texts that may be cut, in the order of cutting.
    fn texts(&mut self) -> Vec<&mut Cow<'a, str>>;
}

impl<'a> Payload<'a> for Fields<'a> {
    fn texts(&mut self) -> Vec<&mut Cow<'a, str>> {
        let rank = |name: &str| TEXTS.iter().position(|text| *text == name);
        let mut texts: Vec<_> =
            self.0.iter_mut().filter_map(|(name, value)| rank(name).map(|rank| (rank, value))).collect();
        texts.sort_by_key(|(rank, _)| *rank);
        texts.into_iter().map(|(_, value)| value).collect()
    }
}

/// The JSON of a payload, its texts cut at a character until it has at most `limit` bytes.
pub(crate) fn fit<'a>(payload: &mut impl Payload<'a>, limit: usize) -> Result<Vec<u8>, RequestError> {
    let json = json(payload);
    let Some(mut excess) = json.len().checked_sub(limit).filter(|excess| *excess > 0) else {
        return Ok(json);
    };
    for text in payload.texts() {
        excess = excess.saturating_sub(cut(text, excess));
    }
    if excess > 0 { Err(RequestError::TooLarge) } else { Ok(self::json(payload)) }
}

pub(crate) fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("keys are strings, and a Vec takes all")
}

/// Cuts whole characters off the end until `excess` bytes of JSON are saved or nothing is left. Returns what it saved.
fn cut(text: &mut Cow<'_, str>, excess: usize) -> usize {
    let mut saved = 0;
    let mut end = text.len();
    for (at, c) in text.char_indices().rev() {
        if saved >= excess {
            break;
        }
        saved += json_len(c);
        end = at;
    }
    match text {
        Cow::Borrowed(text) => *text = &text[..end],
        Cow::Owned(text) => text.truncate(end),
    }
    saved
}

/// The bytes of a character in a JSON string.
fn json_len(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => c.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_length_of_each_character_is_that_of_serde_json() {
        for c in ('\0'..='\u{ff}').chain(['\u{7ff}', '\u{800}', '\u{2028}', '\u{ffff}', '😀']) {
            assert_eq!(json(&c.to_string()).len() - 2, json_len(c), "{c:?}");
        }
    }

    #[test]
    fn texts_are_cut_in_their_order_and_other_fields_never() {
        let mut fields = Fields(Vec::new());
        fields.push("alert", "a".repeat(20));
        fields.push("sender", "s".repeat(20));
        fields.push("full_message", "f".repeat(20));
        let whole = json(&fields).len();
        assert_eq!(fit(&mut fields, whole - 25).unwrap().len(), whole - 25);
        assert_eq!(fields.0.iter().map(|(_, value)| value.len()).collect::<Vec<_>>(), [15, 20, 0]);
        assert_eq!(fit(&mut fields, 30), Err(RequestError::TooLarge));
    }

    proptest! {
        #[test]
        fn a_cut_text_is_the_longest_prefix_that_fits(text in any::<String>(), limit in 12_usize..200) {
            let mut fields = Fields(vec![("alert", Cow::Borrowed(text.as_str()))]);
            let cut = fit(&mut fields, limit).unwrap();
            prop_assert!(cut.len() <= limit);
            let value: serde_json::Value = serde_json::from_slice(&cut).unwrap();
            let kept = value["alert"].as_str().unwrap();
            prop_assert!(text.starts_with(kept));
            if let Some(next) = text[kept.len()..].chars().next() {
                prop_assert!(cut.len() + json_len(next) > limit);
            }
        }
    }
}
