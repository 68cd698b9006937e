//! Reading one parameter out of a query string.

use percent_encoding::percent_decode;

/// The raw values of a parameter in a query, in order. Names are compared after percent-decoding, so that `%63` and `c`
/// are one parameter and not two.
pub(crate) fn values<'q>(query: &'q [u8], param: &str) -> impl Iterator<Item = &'q [u8]> {
    query.split(|&b| b == b'&').filter_map(move |pair| {
        let name_end = pair.iter().position(|&b| b == b'=').unwrap_or(pair.len());
        let (name, value) = pair.split_at(name_end);
        percent_decode(name).eq(param.bytes()).then(|| value.get(1..).unwrap_or_default())
    })
}

/// The raw value of a parameter that stands in a query exactly once.
pub(crate) fn single_value<'q>(query: &'q [u8], param: &str) -> Option<&'q [u8]> {
    let mut values = values(query, param);
    let first = values.next()?;
    values.next().is_none().then_some(first)
}
