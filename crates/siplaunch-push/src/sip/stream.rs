use memchr::memmem;

use super::message::{MAX_MESSAGE, Malformed, Message};

/// The longest head of a message in a stream, in bytes.
const MAX_HEAD: usize = 16 * 1024;

/// What a stream holds next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A whole message.
    Message(Vec<u8>),
    /// A keep-alive (RFC 5626 section 4.4.1): answer it with CR LF.
    Ping,
}

/// Cuts a TCP stream into messages, by their `Content-Length` (RFC 3261 section 18.3).
///
/// ```
/// use siplaunch_push::sip::{Frame, Framer};
///
/// let mut framer = Framer::new();
/// framer.push(b"\r\n\r\nSIP/2.0 200 OK\r\nContent-Len");
/// assert_eq!(framer.poll_frame(), Ok(Some(Frame::Ping)));
/// assert_eq!(framer.poll_frame(), Ok(None));
/// framer.push(b"gth: 2\r\n\r\nhi");
/// assert_eq!(framer.poll_frame(), Ok(Some(Frame::Message(b"SIP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nhi".to_vec()))));
/// ```
#[derive(Debug, Default)]
pub struct Framer {
    buffer: Vec<u8>,
    /// The bytes at the beginning that are done with.
    done: usize,
    /// The bytes after those that hold no end of the headers.
    searched: usize,
    /// The length of the message at the beginning, once its headers are there.
    length: Option<usize>,
}

impl Framer {
    /// A framer for a new connection.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes what the connection received.
    ///
    /// Take all frames with [`Framer::poll_frame`] before the next bytes: then a framer holds at most 64 KiB and one read.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.done);
        self.done = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next frame, `None` until more bytes come.
    ///
    /// # Errors
    ///
    /// [`Malformed`], if the stream is no SIP, has a message without a `Content-Length`, or one of more than 65,535 bytes
    /// (of which 16 KiB are headers). Close the connection: nobody can tell where the next message begins.
    pub fn poll_frame(&mut self) -> Result<Option<Frame>, Malformed> {
        if let Some(keep_alive) = self.skip_empty_lines() {
            return Ok(keep_alive);
        }
        let Some(length) = self.message_length()? else { return Ok(None) };
        let Some(message) = self.rest().get(..length) else { return Ok(None) };
        let message = message.to_vec();
        self.consume(length);
        Ok(Some(Frame::Message(message)))
    }

    /// Skips empty lines between messages. `Some` is the answer of `poll_frame`: a ping, or that more bytes are needed.
    fn skip_empty_lines(&mut self) -> Option<Option<Frame>> {
        if self.rest().starts_with(b"\r\n\r\n") {
            self.consume(4);
            return Some(Some(Frame::Ping));
        }
        // A ping may come in two reads: its first half waits for the second.
        match self.rest() {
            [] | [b'\r'] | [b'\r', b'\n'] | [b'\r', b'\n', b'\r'] => return Some(None),
            [b'\r', b'\n', ..] => self.consume(2),
            _ => {}
        }
        None
    }

    fn message_length(&mut self) -> Result<Option<usize>, Malformed> {
        if self.length.is_some() {
            return Ok(self.length);
        }
        let rest = &self.buffer[self.done..];
        let Some(found) = memmem::find(&rest[self.searched..], b"\r\n\r\n") else {
            // The end may have begun in the last three bytes.
            self.searched = rest.len().saturating_sub(3);
            return if rest.len() > MAX_HEAD { Err(Malformed::TooLong) } else { Ok(None) };
        };
        let head = self.searched + found + 4;
        if head > MAX_HEAD {
            return Err(Malformed::TooLong);
        }
        let body = Message::parse_head(&rest[..head])?.content_length()?.ok_or(Malformed::ContentLength)?;
        self.length = Some(head.checked_add(body).filter(|length| *length <= MAX_MESSAGE).ok_or(Malformed::TooLong)?);
        Ok(self.length)
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.done..]
    }

    fn consume(&mut self, length: usize) {
        self.done += length;
        self.searched = 0;
        self.length = None;
    }
}
