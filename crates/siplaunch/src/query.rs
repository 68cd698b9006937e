//! Reading one parameter out of a query string.

use core::iter;

use memchr::memchr;
use percent_encoding::percent_decode_str;

/// The longest query string that a launch handler looks at.
pub(crate) const MAX_LEN: usize = 8192;

/// The raw values of a parameter in a query, in order. Names are compared after percent-decoding, so that `%63` and `c`
/// are one parameter and not two, and without line breaks, which long lines got on their way.
pub(crate) fn values<'q>(query: &'q str, param: &str) -> impl Iterator<Item = &'q str> {
    pairs(query).filter_map(move |pair| {
        let (name, value) = split_once(pair, b'=').unwrap_or((pair, ""));
        let same = name == param || (name.contains(['%', '\r', '\n']) && is_name(name, param));
        same.then_some(value)
    })
}

fn is_name(name: &str, param: &str) -> bool {
    percent_decode_str(name).filter(|b| !is_line_break(*b)).eq(param.bytes())
}

fn pairs(query: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(query);
    iter::from_fn(move || {
        let (pair, after) = match split_once(rest?, b'&') {
            Some((pair, after)) => (pair, Some(after)),
            None => (rest?, None),
        };
        rest = after;
        Some(pair)
    })
}

/// The raw value of a parameter that a query has exactly once.
pub(crate) fn single_value<'q>(query: &'q str, param: &str) -> Option<&'q str> {
    let mut values = values(query, param);
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// `str::split_once` for an ASCII character, in vectors instead of words.
#[inline]
pub(crate) fn split_once(text: &str, at: u8) -> Option<(&str, &str)> {
    let (before, after) = text.split_at(memchr(at, text.as_bytes())?);
    Some((before, &after[1..]))
}

#[inline]
pub(crate) fn is_line_break(byte: u8) -> bool {
    byte == b'\r' || byte == b'\n'
}
