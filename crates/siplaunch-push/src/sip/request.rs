use super::{
    header::Name,
    message::{Message, StartLine},
    name_addr::NameAddr,
    scan::{is_space, is_token, number, trim},
    secret::{Secret, Tag},
    uri,
    via::Via,
};

/// The longest Call-ID, branch or tag, in bytes.
const MAX_ID: usize = 256;

/// A request whose mandatory headers are right, RFC 3261 section 8.1.1.
pub(super) struct Request<'a> {
    pub(super) message: &'a Message<'a>,
    pub(super) method: &'a [u8],
    pub(super) uri: &'a [u8],
    pub(super) via: Via<'a>,
    pub(super) from: NameAddr<'a>,
    pub(super) to: NameAddr<'a>,
    pub(super) call_id: &'a [u8],
    pub(super) cseq: u32,
    /// `None` without the header: RFC 2543 had none.
    pub(super) max_forwards: Option<u32>,
}

/// A fault of a request's mandatory headers: the agent answers 400, and 505 for the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The topmost Via is missing or wrong, or its branch is longer than 256 bytes: there is nowhere to answer to.
    Via,
    /// The version is not SIP/2.0.
    Version,
    /// The Request-URI has headers, which RFC 3261 section 19.1.1 forbids.
    RequestUri,
    /// From is missing, occurs twice, is no address, or has a tag of more than 256 bytes.
    From,
    /// To is, likewise.
    To,
    /// Call-ID is missing, occurs twice, is longer than 256 bytes, or has other bytes than visible ASCII.
    CallId,
    /// `CSeq` is missing, occurs twice, has a number from 2^31 on, or another method than the first line.
    CSeq,
    /// Max-Forwards occurs twice, or is no number up to 255. It may be missing: RFC 2543 had none.
    MaxForwards,
}

impl Message<'_> {
    /// The first fault of a request's mandatory headers, RFC 3261 section 8.1.1. A response has none.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        match self.start() {
            StartLine::Request { .. } => Request::check(self).err(),
            StartLine::Response(_) => None,
        }
    }
}

impl<'a> Request<'a> {
    /// Checks the mandatory headers.
    pub(super) fn check(message: &'a Message<'a>) -> Result<Self, Fault> {
        let StartLine::Request { method, uri, version } = message.start() else { return Err(Fault::Version) };
        let via = message.first(Name::Via).and_then(Via::parse).filter(|via| via.branch.len() <= MAX_ID);
        let via = via.ok_or(Fault::Via)?;
        if !version {
            return Err(Fault::Version);
        }
        if uri::has_headers(uri) {
            return Err(Fault::RequestUri);
        }
        let address = |name| message.only(name).and_then(NameAddr::parse).filter(|address| address.tag.len() <= MAX_ID);
        let max_forwards = match message.first(Name::MaxForwards) {
            None => None,
            Some(_) => Some(message.only(Name::MaxForwards).and_then(max_forwards).ok_or(Fault::MaxForwards)?),
        };
        Ok(Self {
            message,
            method,
            uri,
            via,
            from: address(Name::From).ok_or(Fault::From)?,
            to: address(Name::To).ok_or(Fault::To)?,
            call_id: message.only(Name::CallId).filter(|id| is_call_id(id)).ok_or(Fault::CallId)?,
            cseq: message.only(Name::CSeq).and_then(cseq).filter(|cseq| cseq.1 == method).ok_or(Fault::CSeq)?.0,
            max_forwards,
        })
    }

    /// The key of the server transaction that this request would have as `method`, RFC 3261 section 17.2.3.
    ///
    /// ACK and CANCEL find their INVITE's transaction with the method `INVITE`.
    pub(super) fn transaction(&self, secret: &Secret, method: &[u8]) -> Tag {
        let port = self.via.port.unwrap_or(5060).to_be_bytes();
        let host = self.via.host.to_ascii_lowercase();
        if self.via.has_cookie() {
            return secret.tag("transaction", &[self.via.branch, &host, &port, method]);
        }
        let cseq = self.cseq.to_be_bytes();
        let parts = [self.uri, self.from.tag, self.call_id, &cseq, &host, &port, self.via.branch, method];
        secret.tag("transaction of RFC 2543", &parts)
    }

    /// The key that an INVITE shares with its copies on other ways, RFC 3261 section 8.2.2.2.
    pub(super) fn merge(&self, secret: &Secret) -> Tag {
        secret.tag("merge", &[self.from.tag, self.call_id, &self.cseq.to_be_bytes()])
    }
}

fn is_call_id(value: &[u8]) -> bool {
    !value.is_empty() && value.len() <= MAX_ID && value.iter().all(u8::is_ascii_graphic)
}

fn max_forwards(value: &[u8]) -> Option<u32> {
    number(value).filter(|hops| *hops <= 255)
}

/// The number and method of a `CSeq` header.
pub(super) fn cseq(value: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, method) = value.split_at(value.iter().position(|byte| is_space(*byte))?);
    let number = number(digits).filter(|number| *number < 1 << 31)?;
    let method = trim(method);
    is_token(method).then_some((number, method))
}
