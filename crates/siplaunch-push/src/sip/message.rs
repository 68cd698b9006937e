use memchr::{memchr, memchr2, memmem};
use thiserror::Error;

use super::{
    header::Name,
    scan::{is_token, number, trim},
    uri,
};

/// The longest message, in bytes: the longest UDP datagram.
pub(super) const MAX_MESSAGE: usize = 65_535;

/// The most headers of a message.
const MAX_HEADERS: usize = 256;

/// The longest header with its folds, in bytes.
const MAX_HEADER: usize = 8 * 1024;

/// Why bytes are no SIP message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Malformed {
    /// The message is longer than 65,535 bytes, or has more than 256 headers, or a header of more than 8 KiB.
    #[error("SIP message: longer than 65,535 bytes, more than 256 headers, or a header of more than 8 KiB")]
    TooLong,
    /// The headers have no end.
    #[error("SIP message: no empty line after the headers")]
    NoEnd,
    /// The first line is no request line and no status line.
    #[error("SIP message: the first line must be a request line or a status line")]
    StartLine,
    /// A header has no colon, or no token as its name, or a CR or LF that begins no new line.
    #[error("SIP message: each header must be a name, a colon and a value, and end with CR LF")]
    Header,
    /// The `Content-Length` is no number, occurs twice, or exceeds the bytes that came.
    #[error("SIP message: Content-Length must occur once, and be the number of bytes after the headers")]
    ContentLength,
}

/// The first line of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartLine<'a> {
    /// A request.
    Request {
        /// The method.
        method: &'a [u8],
        /// The Request-URI.
        uri: &'a [u8],
        /// Whether the version is SIP/2.0.
        version: bool,
    },
    /// A response with its status code, 100 to 699.
    Response(u16),
}

/// A SIP message, borrowed from the bytes that came.
///
/// The parser takes time in proportion to the length, and copies nothing.
///
/// ```
/// use siplaunch_push::sip::{Message, StartLine};
///
/// let message = Message::parse(b"SIP/2.0 200 OK\r\nv: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nl: 0\r\n\r\n")?;
/// assert_eq!(message.start(), StartLine::Response(200));
/// # Ok::<(), siplaunch_push::sip::Malformed>(())
/// ```
#[derive(Clone, Debug)]
pub struct Message<'a> {
    start: StartLine<'a>,
    headers: Vec<(Name, &'a [u8])>,
    body: &'a [u8],
}

impl<'a> Message<'a> {
    /// Parses one message (RFC 3261 section 7): a datagram, or what a [`Framer`](super::Framer) cut out of a stream.
    ///
    /// Bytes after the body are ignored. Without a `Content-Length`, the body is all that follows the headers.
    ///
    /// # Errors
    ///
    /// A [`Malformed`] says what is wrong. The values of single headers are not checked.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut message = Self::parse_head(bytes)?;
        if let Some(length) = message.content_length()? {
            message.body = message.body.get(..length).ok_or(Malformed::ContentLength)?;
        }
        Ok(message)
    }

    /// Parses the first line and the headers. The body is all that follows.
    pub(super) fn parse_head(bytes: &'a [u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_MESSAGE {
            return Err(Malformed::TooLong);
        }
        let end = memmem::find(bytes, b"\r\n\r\n").ok_or(Malformed::NoEnd)?;
        let (head, body) = (&bytes[..end], &bytes[end + 4..]);
        let mut lines = Lines(head);
        let start = start_line(lines.next().ok_or(Malformed::StartLine)??)?;
        let mut headers = Vec::with_capacity(24);
        for line in lines {
            let header = header(line?)?;
            if headers.len() == MAX_HEADERS {
                return Err(Malformed::TooLong);
            }
            headers.push(header);
        }
        Ok(Self { start, headers, body })
    }

    /// The first line.
    #[must_use]
    pub fn start(&self) -> StartLine<'a> {
        self.start
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The values of the headers of this name, in their order. They may hold folds.
    pub fn all(&self, name: Name) -> impl Iterator<Item = &'a [u8]> {
        self.headers.iter().filter(move |header| header.0 == name).map(|header| header.1)
    }

    /// The value of the first header of this name.
    #[must_use]
    pub fn first(&self, name: Name) -> Option<&'a [u8]> {
        self.all(name).next()
    }

    /// The value of the header of this name, `None` if there are several.
    pub(super) fn only(&self, name: Name) -> Option<&'a [u8]> {
        let mut all = self.all(name);
        all.next().filter(|_| all.next().is_none())
    }

    /// The body's length as the header says.
    pub(super) fn content_length(&self) -> Result<Option<usize>, Malformed> {
        if self.first(Name::ContentLength).is_none() {
            return Ok(None);
        }
        let length = self.only(Name::ContentLength).and_then(number).ok_or(Malformed::ContentLength)?;
        usize::try_from(length).map(Some).map_err(|_| Malformed::ContentLength)
    }
}

/// The lines of a head, each with its folds.
struct Lines<'a>(&'a [u8]);

impl<'a> Iterator for Lines<'a> {
    type Item = Result<&'a [u8], Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let mut searched = 0;
        while let Some(found) = memchr2(b'\r', b'\n', &self.0[searched..]) {
            let at = searched + found;
            if !self.0[at..].starts_with(b"\r\n") {
                self.0 = &[];
                return Some(Err(Malformed::Header));
            }
            searched = at + 2;
            if !matches!(self.0.get(searched), Some(b' ' | b'\t')) {
                let line = &self.0[..at];
                self.0 = &self.0[searched..];
                return Some(Ok(line));
            }
        }
        Some(Ok(std::mem::take(&mut self.0)))
    }
}

fn start_line(line: &[u8]) -> Result<StartLine<'_>, Malformed> {
    let status = line.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"SIP/"));
    if status { status_line(line) } else { request_line(line) }.ok_or(Malformed::StartLine)
}

fn status_line(line: &[u8]) -> Option<StartLine<'_>> {
    let mut words = line.splitn(3, |byte| *byte == b' ');
    let (version, code) = (words.next()?, words.next()?);
    if !version.eq_ignore_ascii_case(b"SIP/2.0") || code.len() != 3 {
        return None;
    }
    let code = u16::try_from(number(code)?).ok().filter(|code| (100..700).contains(code))?;
    Some(StartLine::Response(code))
}

fn request_line(line: &[u8]) -> Option<StartLine<'_>> {
    let mut words = line.split(|byte| *byte == b' ');
    let (method, uri, version) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !is_token(method) || !uri::is_well_formed(uri) || version.is_empty() {
        return None;
    }
    Some(StartLine::Request { method, uri, version: version.eq_ignore_ascii_case(b"SIP/2.0") })
}

fn header(line: &[u8]) -> Result<(Name, &[u8]), Malformed> {
    if line.len() > MAX_HEADER {
        return Err(Malformed::TooLong);
    }
    let colon = memchr(b':', line).ok_or(Malformed::Header)?;
    let end = line[..colon].iter().rposition(|byte| !matches!(byte, b' ' | b'\t'));
    let name = &line[..end.map_or(0, |end| end + 1)];
    if !is_token(name) {
        return Err(Malformed::Header);
    }
    Ok((Name::of(name), trim(&line[colon + 1..])))
}
