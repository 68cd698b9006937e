//! The lexical pieces of SIP's grammar, RFC 3261 section 25.1, over borrowed bytes.
//!
//! A header's value may still hold its folds. A message with a CR or LF outside a fold is refused before, so both count
//! as white space here.

/// Whether the byte is white space, or part of a fold.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Whether the byte may be part of a token.
pub(super) const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'!' | b'%' | b'*' | b'_' | b'+' | b'`' | b'\'' | b'~')
}

/// Whether the bytes are a token.
pub(super) fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().copied().all(is_token_byte)
}

/// The bytes without white space at both ends.
pub(super) fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && is_space(*first)
    {
        bytes = rest;
    }
    while let [rest @ .., last] = bytes
        && is_space(*last)
    {
        bytes = rest;
    }
    bytes
}

/// The index of the first byte at or after `from` that is no white space.
pub(super) fn skip_space(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !is_space(*byte)).unwrap_or(rest.len())
}

/// The index after the quoted string that begins at `at`, `None` if it has no end.
pub(super) fn quoted_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut index = at + 1;
    loop {
        match bytes.get(index)? {
            b'"' => return Some(index + 1),
            b'\\' => index += 2,
            _ => index += 1,
        }
    }
}

/// The index of the first of `wanted` outside quoted strings and angle brackets.
///
/// A quoted string without an end hides the rest.
pub(super) fn find_outside(bytes: &[u8], wanted: u8) -> Option<usize> {
    let mut index = 0;
    let mut bracket = false;
    while let Some(&byte) = bytes.get(index) {
        match byte {
            b'"' => {
                index = quoted_end(bytes, index)?;
                continue;
            }
            b'<' => bracket = true,
            b'>' => bracket = false,
            _ if byte == wanted && !bracket => return Some(index),
            _ => {}
        }
        index += 1;
    }
    None
}

/// The number that the bytes are: 1 to 10 digits after leading zeros.
pub(super) fn number(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() {
        return None;
    }
    bytes.iter().try_fold(0u32, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// A parameter: its name, and its value, with the quotes if it has some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Param<'a> {
    /// The whole parameter from its semicolon on.
    pub(super) text: &'a [u8],
    /// The name.
    pub(super) name: &'a [u8],
    /// The value, `None` without `=`.
    pub(super) value: Option<&'a [u8]>,
}

/// The parameters of a header, each with a `;` before it. The first fault ends them.
pub(super) struct Params<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Params<'a> {
    type Item = Option<Param<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = trim(self.0);
        if rest.is_empty() {
            return None;
        }
        let param = param(rest);
        self.0 = param.map_or(&[], |param| &rest[param.text.len()..]);
        Some(param)
    }
}

/// The parameter at the beginning of `bytes`.
fn param(bytes: &[u8]) -> Option<Param<'_>> {
    if bytes.first() != Some(&b';') {
        return None;
    }
    let start = skip_space(bytes, 1);
    let end = run(bytes, start, is_token_byte);
    let name = bytes.get(start..end).filter(|name| !name.is_empty())?;
    let equals = skip_space(bytes, end);
    if bytes.get(equals) != Some(&b'=') {
        return Some(Param { text: &bytes[..end], name, value: None });
    }
    let start = skip_space(bytes, equals + 1);
    let end = match bytes.get(start) {
        Some(b'"') => quoted_end(bytes, start)?,
        _ => run(bytes, start, |byte| is_token_byte(byte) || matches!(byte, b'[' | b']' | b':' | b'/')),
    };
    let value = bytes.get(start..end).filter(|value| !value.is_empty())?;
    Some(Param { text: &bytes[..end], name, value: Some(value) })
}

/// The index after the bytes from `from` on that `belongs` accepts.
fn run(bytes: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !belongs(*byte)).unwrap_or(rest.len())
}
