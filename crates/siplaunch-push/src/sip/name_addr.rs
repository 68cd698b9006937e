use super::{
    scan::{Params, find_outside, is_space, is_token_byte, quoted_end, skip_space, trim},
    uri,
};

/// The value of a From, To or Contact header: an optional display name, a URI, parameters (RFC 3261 section 20.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NameAddr<'a> {
    /// The display name as it is written, with its quotes, empty without one.
    display: &'a [u8],
    /// The URI, without brackets.
    pub(super) uri: &'a [u8],
    /// The `tag` parameter, empty without one.
    pub(super) tag: &'a [u8],
}

impl<'a> NameAddr<'a> {
    /// Parses a value with one address.
    pub(super) fn parse(value: &'a [u8]) -> Option<Self> {
        let value = trim(value);
        let (display, address) = split_display(value)?;
        let (uri, params) = match address {
            [b'<', rest @ ..] => {
                let end = rest.iter().position(|byte| *byte == b'>')?;
                (&rest[..end], &rest[end + 1..])
            }
            _ => {
                let (uri, params) = address.split_at(find_outside(address, b';').unwrap_or(address.len()));
                // Without brackets, a question mark is no part of the URI (RFC 8217).
                (Some(trim(uri)).filter(|uri| !uri.contains(&b'?'))?, params)
            }
        };
        if !uri::is_well_formed(uri) {
            return None;
        }
        let mut tag: &[u8] = &[];
        for param in Params(params) {
            let param = param?;
            if param.name.eq_ignore_ascii_case(b"tag") && tag.is_empty() {
                tag = param.value.unwrap_or_default();
            }
        }
        Some(Self { display, uri, tag })
    }

    /// The display name without its quotes and backslashes. Bytes that are no UTF-8 become U+FFFD.
    pub(super) fn display_name(&self) -> String {
        let quoted = self.display.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
        let Some(quoted) = quoted else {
            return String::from_utf8_lossy(self.display).into_owned();
        };
        let mut name = Vec::with_capacity(quoted.len());
        let mut bytes = quoted.iter().filter(|byte| !matches!(byte, b'\r' | b'\n'));
        while let Some(byte) = bytes.next() {
            name.extend(if *byte == b'\\' { bytes.next() } else { Some(byte) });
        }
        String::from_utf8_lossy(&name).into_owned()
    }
}

/// The display name, and the address after it.
fn split_display(value: &[u8]) -> Option<(&[u8], &[u8])> {
    if value.first() == Some(&b'"') {
        let end = quoted_end(value, 0)?;
        let address = &value[skip_space(value, end)..];
        return (address.first() == Some(&b'<')).then(|| (&value[..end], address));
    }
    let Some(bracket) = find_bracket(value) else { return Some((&[], value)) };
    let display = trim(&value[..bracket]);
    let tokens = display.iter().all(|byte| is_token_byte(*byte) || is_space(*byte));
    tokens.then(|| (display, &value[bracket..]))
}

/// The index of the `<` outside quoted strings.
fn find_bracket(value: &[u8]) -> Option<usize> {
    let mut index = 0;
    while let Some(&byte) = value.get(index) {
        match byte {
            b'"' => index = quoted_end(value, index)?,
            b'<' => return Some(index),
            _ => index += 1,
        }
    }
    None
}
