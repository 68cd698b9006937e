//! Base64 (RFC 4648 §4) and its percent-escaped form (RFC 3986 §2.1), both written straight from ciphertext.

#[cfg(feature = "std")]
use base64::engine::Simd;
use base64::{
    Engine as _,
    engine::{GeneralPurpose, GeneralPurposeConfig},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

const PADDED: GeneralPurposeConfig = GeneralPurposeConfig::new();

pub(crate) const BASE64: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, PADDED);

/// Every byte outside RFC 3986 §2.3 *unreserved*.
pub(crate) const RESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The most bytes that escaped Base64 can have: each character of it as `%XX`.
pub(crate) const fn max_escaped_len(base64_len: usize) -> usize {
    base64_len.saturating_mul(3)
}

/// Two Base64 characters, escaped, for each 12 bits: up to 6 bytes of text, and in the last byte how many they are.
static ESCAPED_PAIRS: [[u8; 8]; 4096] = escaped_pairs();

const fn escaped_pairs() -> [[u8; 8]; 4096] {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut pairs = [[0; 8]; 4096];
    let mut index = 0;
    while index < pairs.len() {
        let len = put_escaped(&mut pairs[index], 0, ALPHABET[index >> 6]);
        let len = put_escaped(&mut pairs[index], len, ALPHABET[index & 63]);
        pairs[index][7] = len;
        index += 1;
    }
    pairs
}

const fn put_escaped(entry: &mut [u8; 8], at: u8, character: u8) -> u8 {
    let start = at as usize;
    match character {
        b'+' | b'/' => {
            entry[start] = b'%';
            entry[start + 1] = b'2';
            entry[start + 2] = if character == b'+' { b'B' } else { b'F' };
            at + 3
        }
        _ => {
            entry[start] = character;
            at + 1
        }
    }
}

/// Writes the Base64 of `bytes` and returns its length. `out` has room for it.
pub(crate) fn base64_into(bytes: &[u8], out: &mut [u8]) -> usize {
    BASE64.encode_slice(bytes, out).unwrap_or_default()
}

/// Writes the percent-escaped Base64 of `bytes` and returns its length.
///
/// `out` has room for [`max_escaped_len`] and two bytes more: a pair is always stored as eight bytes, and the next one
/// goes over what was too much. Two look-ups for three bytes, and no branch on what they hold.
pub(crate) fn escaped_base64_into(bytes: &[u8], out: &mut [u8]) -> usize {
    let mut at = 0;
    let mut put = |pair: usize, out: &mut [u8]| {
        let entry = &ESCAPED_PAIRS[pair & 0xFFF];
        out[at..at + 8].copy_from_slice(entry);
        at += usize::from(entry[7]);
        at
    };
    let (groups, tail) = bytes.as_chunks::<3>();
    for &[a, b, c] in groups {
        let group = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
        put(group >> 12, out);
        put(group, out);
    }
    match *tail {
        [a] => {
            let end = put(usize::from(a) << 4, out);
            out[end..end + 6].copy_from_slice(b"%3D%3D");
            end + 6
        }
        [a, b] => {
            let group = usize::from(a) << 16 | usize::from(b) << 8;
            put(group >> 12, out);
            // The fourth character stands for no bits: it is the `A` that `=` takes the place of.
            let end = put(group, out) - 1;
            out[end..end + 3].copy_from_slice(b"%3D");
            end + 3
        }
        _ => at,
    }
}

/// Decodes canonical Base64, padding required, into `out` and returns the length. `out` has room for it.
pub(crate) fn decode_base64_into(text: &[u8], out: &mut [u8]) -> Option<usize> {
    #[cfg(feature = "std")]
    let decoded = {
        let engine = Simd::standard(PADDED);
        engine.decode_slice(text, out)
    };
    #[cfg(not(feature = "std"))]
    let decoded = BASE64.decode_slice(text, out);
    decoded.ok()
}
