/// The user part and the host of a SIP address, such as a To header's: with or without scheme, angle brackets, port and
/// parameters. The user part is as it is written, with its escapes.
///
/// ```
/// use siplaunch_push::user_and_host;
///
/// assert_eq!(user_and_host("Bob <sip:bob@example.org:5061;transport=tls>;tag=1"), Some(("bob", "example.org")));
/// assert_eq!(user_and_host("sip:example.org"), None);
/// ```
#[must_use]
pub fn user_and_host(address: &str) -> Option<(&str, &str)> {
    let uri = address.split_once('<').map_or(address, |(_, uri)| uri);
    let uri = uri.split(['>', '?']).next()?.trim();
    let uri = uri.strip_prefix("sips:").or_else(|| uri.strip_prefix("sip:")).unwrap_or(uri);
    let (user, host) = uri.split_once('@')?;
    let host = host.split(';').next()?;
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    (!user.is_empty() && !host.is_empty()).then_some((user, host))
}
