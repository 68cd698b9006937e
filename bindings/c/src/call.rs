//! What every call does: read pointers, write results, keep panics in.

use std::{
    ffi::{c_char, c_void},
    panic::{self, AssertUnwindSafe, catch_unwind},
    ptr, slice,
    sync::Once,
};

use siplaunch::{Credentials, Error, Link, Token};

use crate::status::siplaunch_status as Status;

/// No input is longer, 1 MiB: a length beyond it is a mistake, such as a negative number.
const MAX_INPUT: usize = 1 << 20;

/// Runs the body of a call. A panic in it becomes a status.
pub(crate) fn call(body: impl FnOnce() -> Result<(), Status>) -> Status {
    static QUIET: Once = Once::new();
    // The message of a panic may quote a text; where it happened does not.
    QUIET.call_once(|| {
        panic::set_hook(Box::new(|info| {
            if let Some(place) = info.location() {
                eprintln!("siplaunch: a defect of the library at {place}, please report it");
            }
        }));
    });
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => Status::Ok,
        Ok(Err(status)) => status,
        Err(_) => Status::Panic,
    }
}

/// A handle, which must not be NULL.
pub(crate) unsafe fn handle<'a, T>(handle: *const T) -> Result<&'a T, Status> {
    // SAFETY: the caller got it from this library and has not freed it, or it is NULL.
    unsafe { handle.as_ref() }.ok_or(Status::NullPointer)
}

/// Bytes, which must not be NULL.
pub(crate) unsafe fn bytes<'a>(bytes: *const c_void, len: usize) -> Result<&'a [u8], Status> {
    if bytes.is_null() {
        return Err(Status::NullPointer);
    }
    if len > MAX_INPUT {
        return Err(Status::InputTooLong);
    }
    // SAFETY: the caller says that so many bytes can be read there while the call lasts.
    Ok(unsafe { slice::from_raw_parts(bytes.cast(), len) })
}

/// Text in UTF-8, which must not be NULL.
#[inline]
pub(crate) unsafe fn text<'a>(text: *const c_char, len: usize) -> Result<&'a str, Status> {
    // SAFETY: as the caller of this function says.
    let bytes = unsafe { bytes(text.cast(), len) }?;
    if bytes.is_ascii() {
        // SAFETY: ASCII is UTF-8; for short texts, this is found out in much less time.
        return Ok(unsafe { str::from_utf8_unchecked(bytes) });
    }
    str::from_utf8(bytes).map_err(|_| Status::NotUtf8)
}

/// Text in UTF-8, or NULL for none.
pub(crate) unsafe fn optional_text<'a>(text: *const c_char, len: usize) -> Result<Option<&'a str>, Status> {
    // SAFETY: as the caller of this function says.
    if text.is_null() { Ok(None) } else { unsafe { self::text(text, len) }.map(Some) }
}

/// Three fields, none of which may be NULL.
#[inline]
pub(crate) unsafe fn credentials<'a>(
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
) -> Result<Credentials<'a>, Status> {
    // SAFETY: as the caller of this function says.
    unsafe {
        let (username, server) = (text(username, username_len)?, text(server, server_len)?);
        Ok(Credentials { username, server, password: text(password, password_len)? })
    }
}

/// Writes one value to where the caller wants it.
pub(crate) unsafe fn put<T>(place: *mut T, value: T) -> Result<(), Status> {
    if place.is_null() {
        return Err(Status::NullPointer);
    }
    // SAFETY: not NULL, and the caller says that it can be written to.
    unsafe { place.write(value) };
    Ok(())
}

/// Makes a handle. On failure the caller's pointer becomes NULL.
pub(crate) unsafe fn put_handle<T>(place: *mut *mut T, make: impl FnOnce() -> Result<T, Status>) -> Result<(), Status> {
    // SAFETY: as the caller of this function says.
    unsafe { put(place, ptr::null_mut()) }?;
    // SAFETY: the same place again.
    unsafe { put(place, Box::into_raw(Box::new(make()?))) }
}

/// Takes a handle back. NULL is fine.
pub(crate) unsafe fn free<T>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: made by `put_handle`, and the caller says that it is not used any more.
        let handle = unsafe { Box::from_raw(handle) };
        // A panic here has nowhere to go.
        let _ = call(|| {
            drop(handle);
            Ok(())
        });
    }
}

/// The caller's buffer for a text or for bytes.
pub(crate) struct Out {
    buffer: *mut u8,
    capacity: usize,
    len: *mut usize,
}

impl Out {
    pub(crate) const fn new<T>(buffer: *mut T, capacity: usize, len: *mut usize) -> Self {
        Self { buffer: buffer.cast(), capacity, len }
    }

    /// Has the buffer filled. `needed` is asked for the length only if it is too small.
    #[inline]
    pub(crate) unsafe fn fill(
        self,
        needed: impl FnOnce() -> usize,
        write: impl FnOnce(&mut [u8]) -> Result<usize, Error>,
    ) -> Result<(), Status> {
        // SAFETY: as the caller of this function says.
        unsafe { put(self.len, 0) }?;
        let buffer: &mut [u8] = match (self.buffer.is_null(), self.capacity) {
            (_, 0) => &mut [],
            (true, _) => return Err(Status::NullPointer),
            // SAFETY: not NULL, and the caller says that so many bytes can be written there and that nobody else
            // uses them while the call lasts. More than isize::MAX cannot be there.
            (false, capacity) => unsafe {
                slice::from_raw_parts_mut(self.buffer, capacity.min(isize::MAX.unsigned_abs()))
            },
        };
        match write(buffer) {
            // SAFETY: not NULL, or the first `put` had failed.
            Ok(len) => unsafe { put(self.len, len) },
            Err(Error::BufferTooSmall) => {
                // SAFETY: the same.
                unsafe { put(self.len, needed()) }?;
                Err(Status::BufferTooSmall)
            }
            Err(error) => Err(error.into()),
        }
    }

    #[inline]
    pub(crate) unsafe fn token(self, token: &Token<'_>) -> Result<(), Status> {
        // SAFETY: as the caller of this function says.
        unsafe { self.fill(|| token.len(), |out| token.write_bytes_into(out)) }
    }

    #[inline]
    pub(crate) unsafe fn link(self, link: &Link<'_>) -> Result<(), Status> {
        // SAFETY: as the caller of this function says.
        unsafe { self.fill(|| link.len(), |out| link.write_bytes_into(out)) }
    }

    /// Copies something that is finished.
    pub(crate) unsafe fn copy(self, from: &[u8]) -> Result<(), Status> {
        let write = |out: &mut [u8]| {
            out.get_mut(..from.len()).ok_or(Error::BufferTooSmall)?.copy_from_slice(from);
            Ok(from.len())
        };
        // SAFETY: as the caller of this function says.
        unsafe { self.fill(|| from.len(), write) }
    }
}

/// Lends text that a handle owns: pointer and length in bytes.
pub(crate) unsafe fn lend(text: &str, start: *mut *const c_char, len: *mut usize) -> Result<(), Status> {
    // SAFETY: as the caller of this function says.
    unsafe { put(start, text.as_ptr().cast()) }?;
    // SAFETY: the same.
    unsafe { put(len, text.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    extern "C" fn panics() -> Status {
        call(|| panic!("a secret"))
    }

    #[test]
    fn a_panic_becomes_its_status() {
        assert_eq!(panics(), Status::Panic);
    }

    #[test]
    fn a_panic_tells_where_and_not_what() {
        let this = std::env::current_exe().expect("a path");
        let name = "call::tests::a_panic_becomes_its_status";
        let run = std::process::Command::new(this).args(["--exact", name, "--nocapture"]).output().expect("it runs");
        let told = String::from_utf8(run.stderr).expect("UTF-8");
        assert!(run.status.success() && told.contains("a defect of the library at bindings/c/src/call.rs"), "{told}");
        assert!(!told.contains("secret"), "{told}");
    }

    #[test]
    fn a_panic_while_freeing_stays_inside() {
        struct Defect;
        impl Drop for Defect {
            fn drop(&mut self) {
                panic!("a defect");
            }
        }
        let mut handle = ptr::null_mut();
        // SAFETY: a good place, and the handle is freed once.
        unsafe {
            assert_eq!(put_handle(&raw mut handle, || Ok(Defect)), Ok(()));
            free(handle);
        }
    }
}
