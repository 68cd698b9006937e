use super::scan::number;

/// Whether the bytes can be a URI (RFC 3261 section 19.1): its characters, its scheme, and for `sip` and `sips` the host.
///
/// The agent goes by no URI, and copies some: their inner parts are the proxy's matter.
pub(super) fn is_well_formed(uri: &[u8]) -> bool {
    let visible = uri.iter().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"'));
    visible && split_scheme(uri).is_some_and(|(scheme, rest)| !is_sip(scheme) || host_port(rest).is_some())
}

/// Whether a Request-URI has headers, which RFC 3261 section 19.1.1 forbids there.
pub(super) fn has_headers(uri: &[u8]) -> bool {
    split_scheme(uri).is_some_and(|(scheme, rest)| is_sip(scheme) && after_user(rest).contains(&b'?'))
}

/// The user part of a `sip` or `sips` URI, as it is written.
pub(super) fn user(uri: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = split_scheme(uri)?;
    let at = rest.len() - after_user(rest).len();
    let user = rest.get(..at.checked_sub(1)?)?;
    is_sip(scheme).then(|| user.split(|byte| *byte == b':').next()).flatten()
}

fn is_sip(scheme: &[u8]) -> bool {
    scheme.eq_ignore_ascii_case(b"sip") || scheme.eq_ignore_ascii_case(b"sips")
}

fn split_scheme(uri: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = uri.iter().position(|byte| *byte == b':')?;
    let scheme = &uri[..colon];
    let letters = scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    (letters && !scheme.is_empty()).then(|| (scheme, &uri[colon + 1..]))
}

/// What follows the `@` of the user part, or all without one.
fn after_user(rest: &[u8]) -> &[u8] {
    rest.iter().position(|byte| *byte == b'@').map_or(rest, |at| &rest[at + 1..])
}

/// The host and port of what follows the scheme.
fn host_port(rest: &[u8]) -> Option<(&[u8], Option<u16>)> {
    let rest = after_user(rest);
    let end = rest.iter().position(|byte| matches!(byte, b';' | b'?')).unwrap_or(rest.len());
    split_port(&rest[..end])
}

/// A host (a name, an IPv4 address, or an IPv6 address in brackets) and the port after it.
pub(super) fn split_port(bytes: &[u8]) -> Option<(&[u8], Option<u16>)> {
    let end = match bytes {
        [b'[', ..] => bytes.iter().position(|byte| *byte == b']')? + 1,
        _ => bytes.iter().position(|byte| *byte == b':').unwrap_or(bytes.len()),
    };
    let (host, rest) = bytes.split_at(end);
    let host_fits = match host {
        [b'[', address @ .., b']'] => {
            std::str::from_utf8(address).is_ok_and(|text| text.parse::<std::net::Ipv6Addr>().is_ok())
        }
        _ => {
            !host.is_empty()
                && host.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
        }
    };
    let port = match rest {
        [] => None,
        [b':', port @ ..] => Some(u16::try_from(number(port)?).ok()?),
        _ => return None,
    };
    host_fits.then_some((host, port))
}
