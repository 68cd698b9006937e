//! Percent-encoding (RFC 3986 §2.1).

#[cfg(feature = "alloc")]
use alloc::{vec, vec::Vec};
use core::fmt;

#[cfg(feature = "alloc")]
use memchr::memchr_iter;
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
    memchr_iter(b'%', text).any(|at| escape(&text[at..]).is_some())
}

/// Takes one layer of percent-encoding off, as far as `out` has room; returns the length.
pub(crate) fn unescape_into(text: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut len = 0;
    let mut rest = text;
    // Eight bytes at a time: escapes are so near to each other that a search for the next one costs more than it skips.
    while let Some((chunk, tail)) = rest.split_first_chunk::<8>()
        && let Some(room) = out.get_mut(len..len + 8)
    {
        room.copy_from_slice(chunk);
        let run = plain_len(chunk);
        len += run;
        if run == 8 {
            rest = tail;
            continue;
        }
        let (byte, tail) = first_byte(&rest[run..])?;
        room[run] = byte;
        len += 1;
        rest = tail;
    }
    while !rest.is_empty() {
        let (byte, tail) = first_byte(rest)?;
        *out.get_mut(len)? = byte;
        len += 1;
        rest = tail;
    }
    Some(len)
}

/// The number of bytes before the first `%`, 8 if there is none.
#[inline]
fn plain_len(chunk: &[u8; 8]) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    // A byte that is zero borrows from its top bit; the lowest such bit is exact.
    let zero_where_found = u64::from_le_bytes(*chunk) ^ (LOW * u64::from(b'%'));
    let found = zero_where_found.wrapping_sub(LOW) & !zero_where_found & (LOW << 7);
    found.trailing_zeros() as usize / 8
}

/// The first byte of a text that is not empty, unescaped, and the text after it.
#[inline]
fn first_byte(text: &[u8]) -> Option<(u8, &[u8])> {
    escape(text).or_else(|| text.split_first().map(|(&byte, tail)| (byte, tail)))
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
#[inline]
fn escape(text: &[u8]) -> Option<(u8, &[u8])> {
    let (&[b'%', high, low], tail) = text.split_first_chunk()? else { return None };
    Some((hex_byte(high, low)?, tail))
}

/// The byte of two hex digits of either case.
#[inline]
pub(crate) fn hex_byte(high: u8, low: u8) -> Option<u8> {
    let (high, low) = (HEX_DIGITS[usize::from(high)], HEX_DIGITS[usize::from(low)]);
    (high | low < 16).then_some(high << 4 | low)
}

/// The value of each hex digit, and 255 for other bytes.
static HEX_DIGITS: [u8; 256] = {
    let mut digits = [u8::MAX; 256];
    let mut digit = 0;
    while digit < 16 {
        digits[b"0123456789abcdef"[digit as usize] as usize] = digit;
        digits[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        digit += 1;
    }
    digits
};
