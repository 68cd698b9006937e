//! Base64 (RFC 4648 §4) and its percent-escaped form (RFC 3986 §2.1), both written straight from ciphertext.

#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "alloc")]
use alloc::{vec, vec::Vec};
use core::fmt;

use base64::Engine as _;
#[cfg(feature = "std")]
use base64::engine::{Simd, general_purpose::PAD};
#[cfg(not(feature = "std"))]
use base64::prelude::BASE64_STANDARD as BASE64;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
#[cfg(feature = "alloc")]
use zeroize::Zeroizing;

use crate::{cipher::BLOCK, render::Sink};

/// Asks the CPU once, when it is first used.
#[cfg(feature = "std")]
static BASE64: std::sync::LazyLock<Simd> = std::sync::LazyLock::new(|| Simd::standard(PAD));

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Bytes are encoded at most this many at a time: whole AES blocks, and whole Base64 groups of three bytes, so that
/// only the last chunk can end in padding.
pub(crate) const CHUNK: usize = 6 * BLOCK;

/// What [`Form::write`] may write over beyond the end of escaped text: it stores whole words.
pub(crate) const SPARE: usize = 32;

/// How Base64 stands in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is.
    Plain,
    /// With `+`, `/` and `=` percent-escaped.
    Escaped,
}

impl Form {
    /// The most bytes that Base64 of a length can have in this form.
    pub(crate) const fn max_len(self, base64_len: usize) -> usize {
        match self {
            Self::Plain => base64_len,
            Self::Escaped => base64_len.saturating_mul(3),
        }
    }

    /// The room that [`Form::write`] needs.
    pub(crate) const fn room(self, bytes: usize) -> usize {
        let len = self.max_len(bytes.div_ceil(3) * 4);
        match self {
            Self::Plain => len,
            Self::Escaped => len + SPARE,
        }
    }

    /// Writes the Base64 of `bytes` and returns its length. `out` has [`Form::room`] for it.
    pub(crate) fn write(self, bytes: &[u8], out: &mut [u8]) -> usize {
        match self {
            Self::Plain => BASE64.encode_slice(bytes, out).unwrap_or_default(),
            Self::Escaped => write_escaped(bytes, out),
        }
    }
}

/// Two Base64 characters, escaped, for each 12 bits: up to 6 bytes of text from the lowest byte on, and in the highest 3
/// bits how many they are.
static ESCAPED_PAIRS: [u64; 4096] = escaped_pairs();

const fn escaped_pairs() -> [u64; 4096] {
    let mut pairs = [0; 4096];
    let mut index = 0;
    while index < pairs.len() {
        let (first, first_len) = escaped_character(index >> 6);
        let (second, second_len) = escaped_character(index & 63);
        pairs[index] = first | second << (8 * first_len) | (first_len + second_len) << 61;
        index += 1;
    }
    pairs
}

const fn escaped_character(value: usize) -> (u64, u64) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    match ALPHABET[value] {
        b'+' => (u64::from_le_bytes(*b"%2B\0\0\0\0\0"), 3),
        b'/' => (u64::from_le_bytes(*b"%2F\0\0\0\0\0"), 3),
        character => (character as u64, 1),
    }
}

/// A look-up for every twelve bits, and no branch on what they hold.
fn write_escaped(bytes: &[u8], out: &mut [u8]) -> usize {
    let mut at = 0;
    let mut rest = bytes;
    // Eight bytes are read, but only six used: they make four pairs, where eight would leave a rest.
    while let Some(word) = rest.first_chunk() {
        at += write_pairs::<4>(*word, &mut out[at..]);
        rest = &rest[6..];
    }
    let (groups, tail) = rest.as_chunks();
    for &[a, b, c] in groups {
        at += write_pairs::<2>([a, b, c, 0, 0, 0, 0, 0], &mut out[at..]);
    }
    match *tail {
        [a] => {
            at += write_pairs::<1>([a, 0, 0, 0, 0, 0, 0, 0], &mut out[at..]);
            out[at..at + 6].copy_from_slice(b"%3D%3D");
            at + 6
        }
        [a, b] => {
            // The fourth character stands for no bits: it is the `A` that `=` takes the place of.
            at += write_pairs::<2>([a, b, 0, 0, 0, 0, 0, 0], &mut out[at..]) - 1;
            out[at..at + 3].copy_from_slice(b"%3D");
            at + 3
        }
        _ => at,
    }
}

/// Writes the first pairs that a word holds. Each is stored as eight bytes, and the next goes over what was too much.
#[inline]
fn write_pairs<const PAIRS: usize>(word: [u8; 8], out: &mut [u8]) -> usize {
    let out = &mut out[..SPARE];
    let mut bits = u64::from_be_bytes(word);
    let mut at = 0;
    for _ in 0..PAIRS {
        let entry = ESCAPED_PAIRS[(bits >> 52) as usize];
        out[at..at + 8].copy_from_slice(&entry.to_le_bytes());
        at += (entry >> 61) as usize;
        bits <<= 12;
    }
    at
}

/// Writes text with every byte outside RFC 3986 §2.3 *unreserved* percent-escaped.
pub(crate) fn put_escaped(text: &str, out: &mut impl Sink) -> fmt::Result {
    utf8_percent_encode(text, RESERVED).try_for_each(|piece| out.put(piece.as_bytes()))
}

pub(crate) fn escaped_len(text: &str) -> usize {
    utf8_percent_encode(text, RESERVED).map(str::len).sum()
}

/// Decodes canonical Base64, padding required, into `out` and returns the length. `out` has room for it.
pub(crate) fn decode_base64_into(text: &[u8], out: &mut [u8]) -> Option<usize> {
    BASE64.decode_slice(text, out).ok()
}

/// Whether this is canonical Base64, with padding, of one or more whole AES blocks.
pub(crate) fn is_base64_of_blocks(text: &[u8]) -> bool {
    let body = without_padding(text);
    let len = body.len() / 4 * 3 + body.len() % 4 * 3 / 4;
    text.len().is_multiple_of(4) && len.is_multiple_of(BLOCK) && is_base64_text(body)
}

/// Takes padding off if the character before it is right: some of its bits stand for nothing, and they must be zero.
fn without_padding(text: &[u8]) -> &[u8] {
    match text {
        [body @ .., b'=', b'='] if matches!(body, [.., b'A' | b'Q' | b'g' | b'w']) => body,
        [body @ .., b'='] if body.last().is_some_and(|last| b"AEIMQUYcgkosw048".contains(last)) => body,
        _ => text,
    }
}

/// Whether these are characters of Base64 only, and as many as one AES block has at least.
fn is_base64_text(text: &[u8]) -> bool {
    // Sixteen bytes at a time, the last sixteen once more, each without early exit: the compiler makes vector code of it.
    let Some(last) = text.last_chunk::<16>() else { return false };
    for chunk in text.as_chunks::<16>().0 {
        if !chunk.iter().fold(true, |good, &b| good & is_base64_character(b)) {
            return false;
        }
    }
    last.iter().fold(true, |good: bool, &b| good & is_base64_character(b))
}

#[inline]
pub(crate) fn is_base64_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() | (byte == b'+') | (byte == b'/')
}

#[inline]
pub(crate) fn is_line_break(byte: u8) -> bool {
    byte == b'\r' || byte == b'\n'
}

/// Whether there is a percent-encoded byte.
#[cfg(feature = "alloc")]
pub(crate) fn has_escape(text: &[u8]) -> bool {
    text.windows(3).any(|at| at[0] == b'%' && unescape(at).is_some_and(|(_, rest)| rest.is_empty()))
}

/// Takes one layer of percent-encoding off, as far as `out` has room; returns the length.
pub(crate) fn unescape_into(text: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut len = 0;
    let mut rest = text;
    // Eight bytes at a time up to the next escape, which is rarely far but never where a predictor expects it.
    while let Some((word, tail)) = rest.split_first_chunk()
        && let Some(room) = out.get_mut(len..len + 8)
    {
        *room.first_chunk_mut()? = *word;
        let run = position_in_word(*word, b'%');
        len += run;
        if run == 8 {
            rest = tail;
            continue;
        }
        let (byte, tail) = unescape(&rest[run..])?;
        room[run] = byte;
        len += 1;
        rest = tail;
    }
    while !rest.is_empty() {
        let (byte, tail) = unescape(rest)?;
        *out.get_mut(len)? = byte;
        len += 1;
        rest = tail;
    }
    Some(len)
}

/// Takes one layer of percent-encoding off. Allocates once, so that no other copy stays behind.
#[cfg(feature = "alloc")]
pub(crate) fn unescape_to_vec(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(vec![0; text.len()]);
    let len = unescape_into(text, &mut bytes).unwrap_or_default();
    bytes.truncate(len);
    bytes
}

/// `str::split_once` for an ASCII character, in words instead of bytes.
#[inline]
pub(crate) fn split_once(text: &str, at: u8) -> Option<(&str, &str)> {
    let (before, after) = text.split_at(position(text.as_bytes(), at)?);
    Some((before, &after[1..]))
}

/// Where a byte first stands.
#[inline]
fn position(text: &[u8], byte: u8) -> Option<usize> {
    // The compiler makes vector code of this.
    let is_in = |chunk: &[u8; 32]| chunk.iter().fold(false, |found, &b| found | (b == byte));
    let mut rest = text;
    while let Some((chunk, tail)) = rest.split_first_chunk()
        && !is_in(chunk)
    {
        rest = tail;
    }
    if rest.len() < 32 && text.last_chunk().is_some_and(|last| !is_in(last)) {
        return None;
    }
    while let Some((word, tail)) = rest.split_first_chunk() {
        let at = position_in_word(*word, byte);
        if at < 8 {
            return Some(text.len() - rest.len() + at);
        }
        rest = tail;
    }
    rest.iter().position(|&b| b == byte).map(|at| text.len() - rest.len() + at)
}

/// Where a byte first stands in eight, or 8.
fn position_in_word(word: [u8; 8], byte: u8) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    // A byte that is zero borrows from its top bit; what is below the lowest such bit is exact.
    let zero_where_found = u64::from_le_bytes(word) ^ (LOW * u64::from(byte));
    let found = zero_where_found.wrapping_sub(LOW) & !zero_where_found & (LOW << 7);
    found.trailing_zeros() as usize / 8
}

/// The first byte of a text that is not empty, or what an escape there stands for, and what comes after it.
#[inline]
fn unescape(text: &[u8]) -> Option<(u8, &[u8])> {
    if let Some((&[b'%', high, low], tail)) = text.split_first_chunk() {
        let (high, low) = (HEX_DIGITS[usize::from(high)], HEX_DIGITS[usize::from(low)]);
        if high | low < 16 {
            return Some((high << 4 | low, tail));
        }
    }
    text.split_first().map(|(&byte, tail)| (byte, tail))
}

/// What a hex digit of either case stands for.
pub(crate) fn hex_digit(byte: u8) -> Option<u8> {
    Some(HEX_DIGITS[usize::from(byte)]).filter(|digit| *digit < 16)
}

/// What hex digits stand for, and more than that for other bytes.
static HEX_DIGITS: [u8; 256] = hex_digits();

const fn hex_digits() -> [u8; 256] {
    let mut digits = [0xFF; 256];
    let mut digit = 0;
    while digit < 16 {
        digits[b"0123456789abcdef"[digit as usize] as usize] = digit;
        digits[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        digit += 1;
    }
    digits
}
