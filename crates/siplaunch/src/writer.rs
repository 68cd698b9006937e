//! Text that is written piece by piece to wherever it is wanted: a buffer, a `String`, a formatter, or just counted.

#[cfg(feature = "alloc")]
use alloc::{string::String, vec};
use core::fmt;
#[cfg(feature = "alloc")]
use core::fmt::Write as _;

use zeroize::Zeroize;
#[cfg(feature = "alloc")]
use zeroize::Zeroizing;

#[cfg(feature = "alloc")]
use crate::base64::SPARE;
use crate::{
    Error,
    base64::{CHUNK, Form},
};

/// Takes ASCII text piece by piece.
pub(crate) trait Writer {
    fn write(&mut self, ascii: &[u8]) -> fmt::Result;

    /// Takes the Base64 of at most [`CHUNK`] bytes.
    fn write_base64(&mut self, bytes: &[u8], form: Form) -> fmt::Result {
        write_base64_by_copy(self, bytes, form)
    }
}

#[inline(never)]
fn write_base64_by_copy(writer: &mut (impl Writer + ?Sized), bytes: &[u8], form: Form) -> fmt::Result {
    let mut text = [0; Form::Escaped.room(CHUNK)];
    let len = form.encode(bytes, &mut text);
    let result = writer.write(&text[..len]);
    text[..len].zeroize();
    result
}

/// Something with an ASCII text form.
pub(crate) trait Render {
    /// No less than the length of the text in bytes, found without encrypting anything.
    fn max_len(&self) -> usize;

    fn render(&self, out: &mut impl Writer) -> fmt::Result;

    /// The length of the text in bytes.
    fn rendered_len(&self) -> usize {
        let mut count = Counter(0);
        self.render(&mut count).expect("a counter takes everything");
        count.0
    }

    /// All of the text or, if `out` is too small for it, an error and nothing.
    #[inline]
    fn render_into<'b>(&self, out: &'b mut [u8]) -> Result<&'b str, Error> {
        let len = self.render_bytes_into(out)?;
        Ok(str::from_utf8(&out[..len]).expect("links and tokens are ASCII"))
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
        let len = self.render_bytes_into(&mut text).expect("no text is longer than its maximum");
        text.truncate(len);
        String::from_utf8(text).expect("links and tokens are ASCII")
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

/// The text of a value, in a `String` that never grows: no copy of a secret in it stays behind.
#[cfg(feature = "alloc")]
pub(crate) fn write_once(value: &impl fmt::Display) -> Zeroizing<String> {
    let mut counter = Counter(0);
    write!(counter, "{value}").expect("a counter takes everything");
    let mut text = Zeroizing::new(String::with_capacity(counter.0));
    write!(*text, "{value}").expect("a string takes everything");
    text
}

struct Counter(usize);

#[cfg(feature = "alloc")]
impl fmt::Write for Counter {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

impl Writer for Counter {
    #[inline]
    fn write(&mut self, ascii: &[u8]) -> fmt::Result {
        self.0 += ascii.len();
        Ok(())
    }
}

/// A buffer, and the length of the text in it.
pub(crate) struct Cursor<'b> {
    pub(crate) out: &'b mut [u8],
    pub(crate) len: usize,
}

impl Writer for Cursor<'_> {
    #[inline]
    fn write(&mut self, ascii: &[u8]) -> fmt::Result {
        let end = self.len + ascii.len();
        copy(ascii, self.out.get_mut(self.len..end).ok_or(fmt::Error)?);
        self.len = end;
        Ok(())
    }

    #[inline]
    fn write_base64(&mut self, bytes: &[u8], form: Form) -> fmt::Result {
        let Some(room) = self.out.get_mut(self.len..self.len + form.room(bytes.len())) else {
            return write_base64_by_copy(self, bytes, form);
        };
        self.len += form.encode(bytes, room);
        Ok(())
    }
}

impl Writer for fmt::Formatter<'_> {
    #[inline]
    fn write(&mut self, ascii: &[u8]) -> fmt::Result {
        self.write_str(str::from_utf8(ascii).map_err(|_| fmt::Error)?)
    }
}
