//! Percent-encoding (RFC 3986 §2.1).

#[cfg(feature = "alloc")]
use alloc::{vec, vec::Vec};
use core::fmt;

use memchr::memchr;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
#[cfg(feature = "alloc")]
use zeroize::Zeroizing;

use crate::writer::Writer;

/// All bytes outside RFC 3986 §2.3 *unreserved*.
const NOT_UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Whether a text has RFC 3986 §2.3 *unreserved* characters only.
pub(crate) fn is_unreserved(text: &str) -> bool {
    utf8_percent_encode(text, NOT_UNRESERVED).all(|piece| !piece.starts_with('%'))
}

/// Writes text with every byte outside RFC 3986 §2.3 *unreserved* percent-escaped.
pub(crate) fn write_escaped(text: &str, out: &mut impl Writer) -> fmt::Result {
    utf8_percent_encode(text, NOT_UNRESERVED).try_for_each(|piece| out.write(piece.as_bytes()))
}

pub(crate) fn escaped_len(text: &str) -> usize {
    utf8_percent_encode(text, NOT_UNRESERVED).map(str::len).sum()
}

/// Whether a text has a percent-encoded byte.
#[cfg(feature = "alloc")]
pub(crate) fn has_escape(text: &[u8]) -> bool {
    text.windows(3).any(|at| escape(at).is_some())
}

/// Takes one layer of percent-encoding off, as far as `out` has room; returns the length.
pub(crate) fn unescape_into(text: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut len = 0;
    let mut rest = text;
    while let Some(at) = memchr(b'%', rest) {
        let (plain, after) = rest.split_at(at);
        let (byte, tail) = escape(after).unwrap_or((b'%', &after[1..]));
        let room = out.get_mut(len..=len + at)?;
        room[..at].copy_from_slice(plain);
        room[at] = byte;
        len += at + 1;
        rest = tail;
    }
    out.get_mut(len..len + rest.len())?.copy_from_slice(rest);
    Some(len + rest.len())
}

/// Takes one layer of percent-encoding off. Allocates once, so that no other copy stays behind.
#[cfg(feature = "alloc")]
pub(crate) fn unescape_to_vec(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(vec![0; text.len()]);
    let len = unescape_into(text, &mut bytes).expect("an unescaped text is no longer than the text");
    bytes.truncate(len);
    bytes
}

/// The byte of the escape that a text begins with, and the text after it.
fn escape(text: &[u8]) -> Option<(u8, &[u8])> {
    let (&[percent, high, low], tail) = text.split_first_chunk()?;
    (percent == b'%').then_some((hex_byte(high, low)?, tail))
}

/// The byte of two hex digits of either case.
pub(crate) fn hex_byte(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}
