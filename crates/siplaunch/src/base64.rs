//! Base64 (RFC 4648 §4) of AES blocks, plain and as launch links carry it.

use base64::Engine as _;
#[cfg(feature = "std")]
use base64::engine::{Simd, general_purpose::PAD};
#[cfg(not(feature = "std"))]
use base64::prelude::BASE64_STANDARD as BASE64;

use crate::cipher::BLOCK;

/// Asks the CPU once, when it is first used.
#[cfg(feature = "std")]
static BASE64: std::sync::LazyLock<Simd> = std::sync::LazyLock::new(|| Simd::standard(PAD));

/// Bytes are encoded at most this many at a time: whole AES blocks, and whole Base64 groups of three bytes, so that
/// only the last chunk can end in padding.
pub(crate) const CHUNK: usize = 6 * BLOCK;

/// The number of bytes beyond the end of escaped text that [`Form::encode`] may change: it stores whole words.
pub(crate) const SPARE: usize = 40;

/// How a text holds Base64.
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

    /// The room that [`Form::encode`] needs.
    pub(crate) const fn room(self, bytes: usize) -> usize {
        let len = self.max_len(bytes.div_ceil(3) * 4);
        match self {
            Self::Plain => len,
            Self::Escaped => len + SPARE,
        }
    }

    /// Writes the Base64 of `bytes` and returns its length. `out` has [`Form::room`] for it.
    pub(crate) fn encode(self, bytes: &[u8], out: &mut [u8]) -> usize {
        match self {
            Self::Plain => BASE64.encode_slice(bytes, out).expect("the caller made room"),
            Self::Escaped => encode_escaped(bytes, out),
        }
    }
}

/// Two Base64 characters, escaped, for each 12 bits. For the bits of `A+`:
///
/// ```text
/// bits  63 61 60            32 31    24 23    16 15     8 7      0
///      +-----+----------------+--------+--------+--------+--------+
///      |  4  |       0        |  'B'   |  '2'   |  '%'   |  'A'   |
///      +-----+----------------+--------+--------+--------+--------+
///       length: 2, 4 or 6 bytes of text, the first one in the lowest bits
/// ```
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

/// One look-up for every twelve bits of whole AES blocks, and no branch on their value.
fn encode_escaped(blocks: &[u8], out: &mut [u8]) -> usize {
    let mut at = 0;
    // Each word is a part of one block: a CPU waits for bytes that two stores have just written.
    let (groups, rest) = blocks.as_chunks::<24>();
    for group in groups {
        let [first, second, third] = words::<24, 3>(group);
        at += write_pairs::<5>(first, &mut out[at..]);
        at += write_pairs::<5>(first << 60 | second >> 4, &mut out[at..]);
        at += write_pairs::<5>(second << 56 | third >> 8, &mut out[at..]);
        at += write_pairs::<1>(third << 52, &mut out[at..]);
    }
    if let Ok(rest) = rest.try_into() {
        let [first, second] = words::<16, 2>(rest);
        at += write_pairs::<5>(first, &mut out[at..]);
        at += write_pairs::<5>(first << 60 | second >> 4, &mut out[at..]);
        at += write_pairs::<1>(second << 56, &mut out[at..]);
        out[at..at + 6].copy_from_slice(b"%3D%3D");
        at += 6;
    } else if let Ok(rest) = rest.try_into() {
        let [word] = words::<8, 1>(rest);
        at += write_pairs::<5>(word, &mut out[at..]);
        // The last four bits make one character. `=` replaces the other one, an `A` of six absent bits.
        at += write_pairs::<1>(word << 60, &mut out[at..]) - 1;
        out[at..at + 3].copy_from_slice(b"%3D");
        at += 3;
    }
    at
}

fn words<const BYTES: usize, const WORDS: usize>(bytes: &[u8; BYTES]) -> [u64; WORDS] {
    let (words, _) = bytes.as_chunks();
    core::array::from_fn(|index| u64::from_be_bytes(words[index]))
}

/// Writes the first pairs of a word. Each is stored as eight bytes; the next one overwrites the bytes after its text.
#[inline]
fn write_pairs<const PAIRS: usize>(mut bits: u64, out: &mut [u8]) -> usize {
    let out = &mut out[..SPARE];
    let mut at = 0;
    for _ in 0..PAIRS {
        let entry = ESCAPED_PAIRS[(bits >> 52) as usize];
        out[at..at + 8].copy_from_slice(&entry.to_le_bytes());
        at += (entry >> 61) as usize;
        bits <<= 12;
    }
    at
}

/// Decodes canonical Base64, padding required, into `out` and returns the length. `out` has room for it.
pub(crate) fn decode_into(text: &[u8], out: &mut [u8]) -> Option<usize> {
    BASE64.decode_slice(text, out).ok()
}

/// Whether this is canonical Base64, with padding, of one or more whole AES blocks.
pub(crate) fn is_of_blocks(text: &[u8]) -> bool {
    let body = without_padding(text);
    let len = body.len() / 4 * 3 + body.len() % 4 * 3 / 4;
    text.len().is_multiple_of(4) && len.is_multiple_of(BLOCK) && is_base64(body)
}

/// Takes padding off if the character before it is right: its unused bits must be zero (RFC 4648 §3.5).
fn without_padding(text: &[u8]) -> &[u8] {
    match text {
        [body @ .., b'=', b'='] if matches!(body, [.., b'A' | b'Q' | b'g' | b'w']) => body,
        [body @ .., b'='] if body.last().is_some_and(|last| b"AEIMQUYcgkosw048".contains(last)) => body,
        _ => text,
    }
}

/// Whether these are characters of Base64 only, and as many as one AES block has at least.
fn is_base64(text: &[u8]) -> bool {
    // Sixteen bytes at a time, the last sixteen once more, each without early exit: the compiler makes vector code of it.
    let Some(last) = text.last_chunk::<16>() else { return false };
    for chunk in text.as_chunks::<16>().0 {
        if !chunk.iter().fold(true, |good, &b| good & is_character(b)) {
            return false;
        }
    }
    last.iter().fold(true, |good: bool, &b| good & is_character(b))
}

#[inline]
pub(crate) fn is_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() | (byte == b'+') | (byte == b'/')
}
