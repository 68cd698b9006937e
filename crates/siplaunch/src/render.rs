//! Text that is written piece by piece to wherever it is wanted: a buffer, a `String`, a formatter, or just counted.

#[cfg(feature = "alloc")]
use alloc::{string::String, vec};
use core::fmt;

use zeroize::Zeroize;

use crate::{
    Error,
    encoding::{CHUNK, Form},
};

/// Takes ASCII text piece by piece.
pub(crate) trait Sink {
    fn put(&mut self, ascii: &[u8]) -> fmt::Result;

    /// Takes the Base64 of at most [`CHUNK`] bytes.
    fn put_base64(&mut self, bytes: &[u8], form: Form) -> fmt::Result {
        put_base64_by_copy(self, bytes, form)
    }
}

fn put_base64_by_copy(sink: &mut (impl Sink + ?Sized), bytes: &[u8], form: Form) -> fmt::Result {
    let mut text = [0; Form::Escaped.room(CHUNK)];
    let len = form.write(bytes, &mut text);
    let result = sink.put(&text[..len]);
    text[..len].zeroize();
    result
}

/// Something with an ASCII text form.
pub(crate) trait Render {
    /// No less than the length of the text in bytes, found without encrypting anything.
    fn max_len(&self) -> usize;

    fn render(&self, out: &mut impl Sink) -> fmt::Result;

    /// The length of the text in bytes.
    fn rendered_len(&self) -> usize {
        let mut count = Counter(0);
        // A counter takes everything.
        let _ = self.render(&mut count);
        count.0
    }

    /// All of the text or, if `out` is too small for it, an error and nothing.
    fn render_into<'b>(&self, out: &'b mut [u8]) -> Result<&'b str, Error> {
        if out.len() < self.max_len() && out.len() < self.rendered_len() {
            return Err(Error::BufferTooSmall);
        }
        let mut cursor = Cursor { out, len: 0 };
        self.render(&mut cursor).map_err(|_| Error::BufferTooSmall)?;
        let Cursor { out, len } = cursor;
        str::from_utf8(&out[..len]).map_err(|_| Error::BufferTooSmall)
    }

    #[cfg(feature = "alloc")]
    fn render_to_string(&self) -> String {
        let mut text = vec![0; self.max_len()];
        let len = self.render_into(&mut text).map_or(0, str::len);
        text.truncate(len);
        String::from_utf8(text).unwrap_or_default()
    }
}

struct Counter(usize);

impl Sink for Counter {
    fn put(&mut self, ascii: &[u8]) -> fmt::Result {
        self.0 += ascii.len();
        Ok(())
    }
}

struct Cursor<'b> {
    out: &'b mut [u8],
    len: usize,
}

impl Sink for Cursor<'_> {
    fn put(&mut self, ascii: &[u8]) -> fmt::Result {
        let end = self.len + ascii.len();
        self.out.get_mut(self.len..end).ok_or(fmt::Error)?.copy_from_slice(ascii);
        self.len = end;
        Ok(())
    }

    fn put_base64(&mut self, bytes: &[u8], form: Form) -> fmt::Result {
        let Some(room) = self.out.get_mut(self.len..self.len + form.room(bytes.len())) else {
            return put_base64_by_copy(self, bytes, form);
        };
        self.len += form.write(bytes, room);
        Ok(())
    }
}

impl Sink for fmt::Formatter<'_> {
    fn put(&mut self, ascii: &[u8]) -> fmt::Result {
        self.write_str(str::from_utf8(ascii).map_err(|_| fmt::Error)?)
    }
}
