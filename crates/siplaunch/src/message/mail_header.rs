//! Text in the header of a mail.

use alloc::string::String;

/// The longest line of a header (RFC 5322 §2.1.1), without its end.
const MAX_LINE_LEN: usize = 78;
/// The longest encoded-word (RFC 2047 §2).
const MAX_WORD_LEN: usize = 75;
const WORD_START: &str = "=?utf-8?Q?";
const WORD_END: &str = "?=";
const FOLD: &str = "\r\n ";

/// The value of an unstructured header, folded: the plain text, or encoded-words where readers would misread that.
/// `name_len` is the length of the header's name, with colon and space.
pub(crate) fn unstructured(text: &str, name_len: usize) -> String {
    let room = MAX_LINE_LEN - name_len;
    if is_plain(text, room) { folded(text, name_len) } else { encoded(text, room.min(MAX_WORD_LEN)) }
}

/// Words of printable ASCII with one space between them, each short enough for a line, and none like an encoded-word.
fn is_plain(text: &str, room: usize) -> bool {
    let is_plain_word = |word: &str| {
        (1..=room).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_graphic()) && !word.contains("=?")
    };
    text.split(' ').all(is_plain_word)
}

fn folded(text: &str, name_len: usize) -> String {
    let mut value = String::new();
    let mut column = name_len;
    for (index, word) in text.split(' ').enumerate() {
        let fits = column + 1 + word.len() <= MAX_LINE_LEN;
        if index > 0 {
            value.push_str(if fits { " " } else { FOLD });
            column = if fits { column + 1 } else { 1 };
        }
        value.push_str(word);
        column += word.len();
    }
    value
}

/// In the "Q" encoding (RFC 2047 §4.2). No character is split between words (§5).
fn encoded(text: &str, max_word_len: usize) -> String {
    let mut value = String::from(WORD_START);
    let mut len = WORD_START.len();
    for c in text.chars() {
        let character = q_encoded(c);
        if len + character.len() + WORD_END.len() > max_word_len {
            value.extend([WORD_END, FOLD, WORD_START]);
            len = WORD_START.len();
        }
        value.push_str(&character);
        len += character.len();
    }
    value.push_str(WORD_END);
    value
}

fn q_encoded(c: char) -> String {
    match c {
        ' ' => "_".into(),
        c if c.is_ascii_alphanumeric() => c.into(),
        c => c.encode_utf8(&mut [0; 4]).bytes().map(|byte| alloc::format!("={byte:02X}")).collect(),
    }
}
