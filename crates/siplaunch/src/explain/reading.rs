//! Readings of a pasted text: the plain text, and the text without the encodings of a mail's body.

use alloc::{borrow::Cow, string::String, vec, vec::Vec};
use core::ops::Range;

use ::base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{base64::is_character, percent::hex_byte};

/// For text that may be cut anywhere.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// No link fits into less.
const SHORTEST_RUN: usize = 16;

/// A text to search for links, and its place in the pasted text.
pub(super) struct Reading<'t> {
    pub(super) text: Cow<'t, str>,
    /// Whether it is the plain text.
    pub(super) plain: bool,
    /// The place in the reading where a piece begins, and its place in the pasted text. The first piece begins at 0.
    pieces: Vec<[usize; 2]>,
}

impl Reading<'_> {
    /// The place in the pasted text of a place in the reading.
    pub(super) fn source(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|[start, _]| *start <= at).saturating_sub(1);
        self.pieces.get(piece).map_or(at, |[start, source]| source + (at - start))
    }

    /// Whether `&` is written as an entity in it.
    pub(super) fn is_html(&self) -> bool {
        self.text.contains(['<', '"']) || self.text.contains("&lt;") || self.text.contains("&quot;")
    }
}

/// Decoded text may be a secret.
impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(text) = &mut self.text {
            text.zeroize();
        }
    }
}

/// The plain text comes first, so that it wins where another reading is no better.
pub(super) fn readings(text: &str) -> impl Iterator<Item = Reading<'_>> {
    let plain = Reading { text: Cow::Borrowed(text), plain: true, pieces: Vec::new() };
    let base64 = base64_runs(text).flat_map(move |run| (0..4).filter_map(move |skip| base64(text, &run, skip)));
    [plain].into_iter().chain(quoted_printable(text)).chain(base64)
}

/// RFC 2045 §6.7: `=3D` and the like, and `=` before a line break that was put in.
fn quoted_printable(text: &str) -> Option<Reading<'_>> {
    let mut pieces = vec![[0, 0]];
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let decoded = if byte == b'=' { unquote(after) } else { None };
        let Some((decoded, after)) = decoded else {
            bytes.push(byte);
            rest = after;
            continue;
        };
        bytes.extend(decoded);
        rest = after;
        pieces.push([bytes.len(), text.len() - rest.len()]);
    }
    (pieces.len() > 1).then(|| Reading { text: owned(&bytes), plain: false, pieces })
}

/// Reads the text after `=`: a byte in two hex digits, or the end of a line.
fn unquote(after: &[u8]) -> Option<(Option<u8>, &[u8])> {
    if let Some((&[high, low], rest)) = after.split_first_chunk()
        && let Some(byte) = hex_byte(high, low)
    {
        return Some((Some(byte), rest));
    }
    let line = after.strip_prefix(b"\r").unwrap_or(after);
    let mut next = line.strip_prefix(b"\n").or(after.is_empty().then_some(after))?;
    // As answers quote it.
    while let Some(unquoted) = next.strip_prefix(b"> ") {
        next = unquoted;
    }
    Some((None, next))
}

/// Lines of Base64 and nothing else, one after another.
fn base64_runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut lines = text.split_inclusive('\n').scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start..*end, line.trim()))
    });
    core::iter::from_fn(move || {
        let (mut run, _) = lines.by_ref().find(|(_, line)| is_base64_line(line))?;
        for (line, _) in lines.by_ref().take_while(|(_, line)| is_base64_line(line)) {
            run.end = line.end;
        }
        Some(run)
    })
    .filter(|run| run.len() >= SHORTEST_RUN)
}

fn is_base64_line(line: &str) -> bool {
    let body = line.trim_end_matches('=');
    !body.is_empty() && body.bytes().all(is_character)
}

/// Decodes a run from one of its first characters on, since it may begin within a group of four. Returns it if it has a
/// link.
fn base64<'t>(text: &'t str, run: &Range<usize>, skip: usize) -> Option<Reading<'t>> {
    let kept = text.get(run.clone())?.bytes().filter(|b| is_character(*b)).skip(skip);
    let mut code = Zeroizing::new(Vec::with_capacity(run.len()));
    code.extend(kept);
    // One character too many begins a group that is cut off.
    let len = code.len() - usize::from(code.len() % 4 == 1);
    let bytes = Zeroizing::new(LENIENT.decode(&code[..len]).ok()?);
    // Not exact, but another place for each link in it.
    let reading = Reading { text: owned(&bytes), plain: false, pieces: vec![[0, run.start]] };
    reading.text.contains("://").then_some(reading)
}

/// Text of as many bytes: a byte that is not UTF-8 becomes U+001A, where every link ends.
fn owned<'t>(bytes: &[u8]) -> Cow<'t, str> {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '\u{1a}'));
    }
    Cow::Owned(text)
}
