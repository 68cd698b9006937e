//! The parts of an http or https URL (RFC 3986) that links need.

use crate::{Error, percent::is_unreserved};

/// An absolute http or https URL, cut where its path, query or fragment begins.
pub(crate) struct HttpUrl<'a> {
    pub(crate) origin: &'a str,
    pub(crate) rest: &'a str,
}

impl<'a> HttpUrl<'a> {
    /// Takes a URL with a host, without user info, and with no character that RFC 3986 does not allow.
    pub(crate) fn parse(url: &'a str) -> Option<Self> {
        let after_scheme = strip_scheme(url)?;
        let authority_end = after_scheme.find(['/', '?', '#']).unwrap_or(after_scheme.len());
        let (authority, rest) = after_scheme.split_at(authority_end);
        let good = is_host_and_port(authority) && is_uri_text(rest);
        good.then(|| Self { origin: &url[..url.len() - rest.len()], rest })
    }
}

/// The text after `http://` or `https://`, in any case (RFC 3986 §3.1).
pub(crate) fn strip_scheme(url: &str) -> Option<&str> {
    let rest = strip_prefix_ignore_case(url, "http")?;
    rest.strip_prefix(['s', 'S']).unwrap_or(rest).strip_prefix("://")
}

fn strip_prefix_ignore_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn is_host_and_port(authority: &str) -> bool {
    let (good_host, port) = match authority.strip_prefix('[') {
        Some(literal) => match literal.split_once(']') {
            Some((address, port)) => (address.parse::<core::net::Ipv6Addr>().is_ok(), port),
            None => return false,
        },
        None => {
            let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
            (!host.is_empty() && is_unreserved(host), port)
        }
    };
    let is_port = |port: &str| port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|n| n > 0);
    good_host && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

/// RFC 3986 characters only, and `%` only before two hex digits.
fn is_uri_text(text: &str) -> bool {
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
    let is_escape = |after: &str| {
        after.as_bytes().first_chunk().is_some_and(|digits: &[u8; 2]| digits.iter().all(u8::is_ascii_hexdigit))
    };
    text.bytes().all(is_allowed) && text.split('%').skip(1).all(is_escape)
}

/// Takes a parameter of one or more RFC 3986 §2.3 *unreserved* characters.
pub(crate) fn check_param(param: &str) -> Result<(), Error> {
    if !param.is_empty() && is_unreserved(param) { Ok(()) } else { Err(Error::Param) }
}
