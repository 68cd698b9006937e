use std::{io::Write, net::SocketAddr};

use super::{
    header::Name,
    message::Message,
    name_addr::NameAddr,
    secret::Tag,
    via::{Via, unfold},
};

/// The longest head of an answer, in bytes. A call keeps its head while it waits.
pub(super) const MAX_HEAD: usize = 8 * 1024;

/// The part that all answers to a request have in common: Via, Record-Route, From, To, Call-ID and `CSeq`.
pub(super) struct Head(Box<[u8]>);

impl Head {
    /// The head of the answers to a request. `tag` goes to a To header without one.
    ///
    /// `None` if the request lacks one of the headers.
    pub(super) fn new(message: &Message<'_>, via: &Via<'_>, source: SocketAddr, tag: Tag) -> Option<Self> {
        let mut out = Vec::with_capacity(512);
        out.extend_from_slice(b"Via: ");
        via.write_received(source, &mut out);
        out.extend_from_slice(b"\r\n");
        for value in message.all(Name::Via).skip(1) {
            push(&mut out, "Via", value);
        }
        for value in message.all(Name::RecordRoute) {
            push(&mut out, "Record-Route", value);
        }
        push(&mut out, "From", message.only(Name::From)?);
        let to = message.only(Name::To)?;
        push(&mut out, "To", to);
        if NameAddr::parse(to).is_some_and(|to| to.tag.is_empty()) {
            out.truncate(out.len() - 2);
            // Writing to a vector cannot fail.
            let _ = write!(out, ";tag={tag}\r\n");
        }
        push(&mut out, "Call-ID", message.only(Name::CallId)?);
        push(&mut out, "CSeq", message.only(Name::CSeq)?);
        // A copy of exact length: a vector that is shrunk leaves a hole in the heap beside each call.
        Some(Self(out.as_slice().into()))
    }

    /// The length in bytes.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Writes an answer of a status code with reason phrase, further headers with their CR LF, and a body.
    pub(super) fn answer(&self, status: &str, extra: &str, body: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.0.len() + extra.len() + body.len() + 80);
        // Writing to a vector cannot fail.
        let _ = write!(out, "SIP/2.0 {status}\r\n");
        out.extend_from_slice(&self.0);
        let _ = write!(out, "{extra}Content-Length: {}\r\n\r\n", body.len());
        out.extend_from_slice(body);
        out
    }
}

/// Appends a header, in one line.
pub(super) fn push(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    unfold(value, out);
    out.extend_from_slice(b"\r\n");
}
