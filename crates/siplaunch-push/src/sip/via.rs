use std::{io::Write, net::SocketAddr};

use super::scan::{Params, find_outside, is_token, skip_space, trim};
use super::uri::split_port;

/// The topmost hop of a message's Via headers, RFC 3261 section 20.42.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Via<'a> {
    /// The hop up to its parameters.
    start: &'a [u8],
    /// The parameters.
    params: &'a [u8],
    /// The further hops of the same header, with the comma before them.
    rest: &'a [u8],
    /// The host, with its brackets if it is an IPv6 address.
    pub(super) host: &'a [u8],
    /// The port.
    pub(super) port: Option<u16>,
    /// The `branch` parameter, empty without one.
    pub(super) branch: &'a [u8],
    /// Whether the sender wants answers at the port it sends from, RFC 3581.
    pub(super) rport: bool,
}

impl<'a> Via<'a> {
    /// Parses the value of the first Via header.
    pub(super) fn parse(value: &'a [u8]) -> Option<Self> {
        let (hop, rest) = value.split_at(find_outside(value, b',').unwrap_or(value.len()));
        let (start, params) = hop.split_at(find_outside(hop, b';').unwrap_or(hop.len()));
        let (host, port) = split_port(sent_by(start)?)?;
        let (mut branch, mut rport): (&[u8], _) = (&[], false);
        for param in Params(params) {
            let param = param?;
            if param.name.eq_ignore_ascii_case(b"branch") {
                branch = param.value.unwrap_or_default();
            } else if param.name.eq_ignore_ascii_case(b"rport") {
                rport = true;
            }
        }
        Some(Self { start: trim(start), params, rest, host, port, branch, rport })
    }

    /// Whether the branch identifies the transaction, RFC 3261 section 17.2.3.
    pub(super) fn has_cookie(&self) -> bool {
        self.branch.strip_prefix(b"z9hG4bK").is_some_and(|rest| !rest.is_empty())
    }

    /// Where a UDP answer goes: to the address that the request came from, RFC 3581 section 4, else to its host and this
    /// hop's port, RFC 3261 section 18.2.2.
    pub(super) fn answer_to(&self, source: SocketAddr) -> SocketAddr {
        if self.rport { source } else { SocketAddr::new(source.ip(), self.port.unwrap_or(5060)) }
    }

    /// Writes the value for an answer, with `received` and `rport` as RFC 3261 section 18.2.1 and RFC 3581 demand.
    pub(super) fn write_received(&self, source: SocketAddr, out: &mut Vec<u8>) {
        unfold(self.start, out);
        for param in Params(self.params).flatten() {
            if !param.name.eq_ignore_ascii_case(b"received") && !param.name.eq_ignore_ascii_case(b"rport") {
                unfold(param.text, out);
            }
        }
        let ip = source.ip().to_canonical();
        let host = self.host.strip_prefix(b"[").and_then(|host| host.strip_suffix(b"]")).unwrap_or(self.host);
        let named = std::str::from_utf8(host).ok().and_then(|host| host.parse().ok());
        // Writing to a vector cannot fail.
        if self.rport {
            let _ = write!(out, ";received={ip};rport={}", source.port());
        } else if named != Some(ip) {
            let _ = write!(out, ";received={ip}");
        }
        unfold(self.rest, out);
    }
}

/// The `sent-by` of a hop: what follows `SIP / 2.0 / transport`.
fn sent_by(start: &[u8]) -> Option<&[u8]> {
    let mut parts = start.splitn(3, |byte| *byte == b'/').map(trim);
    let (protocol, version, rest) = (parts.next()?, parts.next()?, parts.next()?);
    if !is_token(protocol) || !is_token(version) {
        return None;
    }
    let end = rest.iter().position(|byte| super::scan::is_space(*byte))?;
    is_token(&rest[..end]).then(|| &rest[skip_space(rest, end)..])
}

/// Appends a value in one line: each fold becomes a space.
pub(super) fn unfold(value: &[u8], out: &mut Vec<u8>) {
    out.extend(value.iter().filter(|byte| !matches!(byte, b'\r' | b'\n')));
}
