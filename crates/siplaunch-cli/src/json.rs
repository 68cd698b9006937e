//! JSON that hides no character: unseen ones are `\u` escapes, which mean the same.

use serde::Serialize;
use siplaunch::is_unseen;
use zeroize::Zeroizing;

/// JSON on one line.
#[cfg(feature = "serve")]
pub(crate) fn line(value: &impl Serialize) -> serde_json::Result<Zeroizing<String>> {
    serde_json::to_string(value).map(|json| escape(Zeroizing::new(json)))
}

/// Indented JSON.
pub(crate) fn pretty(value: &impl Serialize) -> serde_json::Result<Zeroizing<String>> {
    serde_json::to_string_pretty(value).map(|json| escape(Zeroizing::new(json)))
}

/// Escapes unseen characters. They are all in strings, but for the line breaks of the indentation.
fn escape(json: Zeroizing<String>) -> Zeroizing<String> {
    let mut escaped = Zeroizing::new(String::with_capacity(json.len()));
    for c in json.chars() {
        if c != '\n' && is_unseen(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| *escaped += &format!("\\u{unit:04x}"));
        } else {
            escaped.push(c);
        }
    }
    escaped
}
