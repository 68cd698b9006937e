//! Text that is written piece by piece to wherever it is wanted: a buffer, a `String`, a formatter, or just counted.

#[cfg(feature = "alloc")]
use alloc::{string::String, vec};
use core::fmt;

use zeroize::Zeroize;

#[cfg(feature = "alloc")]
use crate::encoding::SPARE;
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

#[inline(never)]
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
    #[inline]
    fn render_into<'b>(&self, out: &'b mut [u8]) -> Result<&'b str, Error> {
        let len = self.render_bytes_into(out)?;
        str::from_utf8(&out[..len]).map_err(|_| Error::BufferTooSmall)
    }

    #[inline]
    fn render_bytes_into(&self, out: &mut [u8]) -> Result<usize, Error> {
        if out.len() < self.max_len() && out.len() < self.rendered_len() {
            return Err(Error::BufferTooSmall);
        }
        let mut cursor = Cursor { out, len: 0 };
        self.render(&mut cursor).map_err(|_| Error::BufferTooSmall)?;
        Ok(cursor.len)
    }

    #[cfg(feature = "alloc")]
    #[inline]
    fn render_to_string(&self) -> String {
        let mut text = vec![0; self.max_len() + SPARE];
        let len = self.render_bytes_into(&mut text).unwrap_or_default();
        text.truncate(len);
        String::from_utf8(text).unwrap_or_default()
    }
}

/// `copy_from_slice` for pieces that are mostly short, for which calling `memcpy` takes longer than copying.
#[inline]
pub(crate) fn copy(from: &[u8], to: &mut [u8]) {
    match from.len() {
        0 => {}
        1 => to[0] = from[0],
        2..4 => copy_ends::<2>(from, to),
        4..8 => copy_ends::<4>(from, to),
        8..16 => copy_ends::<8>(from, to),
        16..=32 => copy_ends::<16>(from, to),
        _ => to.copy_from_slice(from),
    }
}

/// Copies the first and the last bytes, which may overlap.
#[inline]
fn copy_ends<const N: usize>(from: &[u8], to: &mut [u8]) {
    if let (Some(from), Some(to)) = (from.first_chunk::<N>(), to.first_chunk_mut::<N>()) {
        *to = *from;
    }
    if let (Some(from), Some(to)) = (from.last_chunk::<N>(), to.last_chunk_mut::<N>()) {
        *to = *from;
    }
}

struct Counter(usize);

impl Sink for Counter {
    #[inline]
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
    #[inline]
    fn put(&mut self, ascii: &[u8]) -> fmt::Result {
        let end = self.len + ascii.len();
        copy(ascii, self.out.get_mut(self.len..end).ok_or(fmt::Error)?);
        self.len = end;
        Ok(())
    }

    #[inline]
    fn put_base64(&mut self, bytes: &[u8], form: Form) -> fmt::Result {
        let Some(room) = self.out.get_mut(self.len..self.len + form.room(bytes.len())) else {
            return put_base64_by_copy(self, bytes, form);
        };
        self.len += form.write(bytes, room);
        Ok(())
    }
}

impl Sink for fmt::Formatter<'_> {
    #[inline]
    fn put(&mut self, ascii: &[u8]) -> fmt::Result {
        self.write_str(str::from_utf8(ascii).map_err(|_| fmt::Error)?)
    }
}
