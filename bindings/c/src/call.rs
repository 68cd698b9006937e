//! The work of every call: to read pointers, write results and keep panics in.

use std::{
    ffi::{c_char, c_void},
    io::{self, Write as _},
    panic::{self, AssertUnwindSafe, Location, catch_unwind},
    ptr, slice,
    sync::Once,
};

use siplaunch::{Credentials, Error, FileError, Link, Portal, Token};

use crate::status::siplaunch_status as Status;

/// The most bytes of an input, 1 MiB: a greater length is a mistake, such as a negative number.
pub const SIPLAUNCH_MAX_INPUT_LEN: usize = 1_048_576;

/// Runs the body of a call. The outputs become zero before, so that no old result can stay in them, and a panic becomes
/// a status.
pub(crate) unsafe fn call<O: Outputs>(outputs: O, body: impl FnOnce(O) -> Result<(), Status>) -> Status {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| panic::set_hook(Box::new(|info| report(info.location()))));
    // SAFETY: places as the caller gave them.
    if !unsafe { outputs.reset() } {
        return Status::NullPointer;
    }
    match catch_unwind(AssertUnwindSafe(|| body(outputs))) {
        Ok(Ok(())) => Status::Ok,
        Ok(Err(status)) => status,
        Err(_) => Status::Panic,
    }
}

/// Prints the place of a panic, not its message, which may quote a text. Standard error may be full or closed: a panic
/// in here would end the process.
fn report(place: Option<&Location<'_>>) {
    if let Some(place) = place {
        let line = format!("siplaunch: a defect of the library at {place}, please report it\n");
        let _ = io::stderr().write_all(line.as_bytes());
    }
}

/// A handle, which must not be NULL.
pub(crate) unsafe fn handle<'a, T>(handle: *const T) -> Result<&'a T, Status> {
    // SAFETY: the caller got it from this library and has not freed it, or it is NULL.
    unsafe { handle.as_ref() }.ok_or(Status::NullPointer)
}

/// A handle that the call changes, which must not be NULL.
pub(crate) unsafe fn handle_mut<'a, T>(handle: *mut T) -> Result<&'a mut T, Status> {
    // SAFETY: as for `handle`, and the caller says that nobody else uses it while the call lasts.
    unsafe { handle.as_mut() }.ok_or(Status::NullPointer)
}

/// Bytes, which must not be NULL.
pub(crate) unsafe fn bytes<'a>(bytes: *const c_void, len: usize) -> Result<&'a [u8], Status> {
    if bytes.is_null() {
        return Err(Status::NullPointer);
    }
    if len > SIPLAUNCH_MAX_INPUT_LEN {
        return Err(Status::InputTooLong);
    }
    // SAFETY: the caller says that so many bytes can be read there while the call lasts.
    Ok(unsafe { slice::from_raw_parts(bytes.cast(), len) })
}

/// Text in UTF-8, which must not be NULL. Inlined as `credentials` is.
#[inline(always)]
pub(crate) unsafe fn text<'a>(text: *const c_char, len: usize) -> Result<&'a str, Status> {
    // SAFETY: as the caller of this function says.
    let bytes = unsafe { bytes(text.cast(), len) }?;
    if bytes.is_ascii() {
        // SAFETY: ASCII is UTF-8. For short texts, this check takes much less time than the other.
        return Ok(unsafe { str::from_utf8_unchecked(bytes) });
    }
    str::from_utf8(bytes).map_err(|_| Status::NotUtf8)
}

/// An array, which may be NULL if it is empty. The caller of this function knows a count that is too large.
pub(crate) unsafe fn array<'a, T>(start: *const T, count: usize) -> Result<&'a [T], Status> {
    if count == 0 {
        return Ok(&[]);
    }
    if start.is_null() {
        return Err(Status::NullPointer);
    }
    // SAFETY: the caller says that so many elements can be read there while the call lasts.
    Ok(unsafe { slice::from_raw_parts(start, count) })
}

/// An array for results, which may be NULL if it is empty.
pub(crate) unsafe fn array_mut<'a, T>(start: *mut T, count: usize) -> Result<&'a mut [T], Status> {
    if count == 0 {
        return Ok(&mut []);
    }
    if start.is_null() {
        return Err(Status::NullPointer);
    }
    // SAFETY: the caller says that so many elements can be written there, and that nobody else uses them while the call
    // lasts.
    Ok(unsafe { slice::from_raw_parts_mut(start, count) })
}

/// Text in UTF-8, or NULL for none.
pub(crate) unsafe fn optional_text<'a>(text: *const c_char, len: usize) -> Result<Option<&'a str>, Status> {
    // SAFETY: as the caller of this function says.
    if text.is_null() { Ok(None) } else { unsafe { self::text(text, len) }.map(Some) }
}

/// The parameter of launch links, or NULL for the default.
pub(crate) unsafe fn param<'a>(param: *const c_char, len: usize) -> Result<&'a str, Status> {
    // SAFETY: as the caller of this function says.
    Ok(unsafe { optional_text(param, len) }?.unwrap_or(Portal::DEFAULT_PARAM))
}

/// Three fields, none of which may be NULL. Inlined: a link takes a seventh less time than with a result in memory, whose
/// parts are read in other sizes than they were written in.
#[inline(always)]
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

/// The given time, or the system's for 0.
pub(crate) fn time(given: u64) -> u64 {
    if given == 0 { siplaunch::now() } else { given }
}

/// A call with one value as its result.
pub(crate) unsafe fn value<T>(place: *mut T, value: impl FnOnce() -> Result<T, Status>) -> Status {
    // SAFETY: as the caller of this function says.
    unsafe { call(Place(place), |place| value().map(|value| place.put(value))) }
}

/// A call with a new handle as its result.
pub(crate) unsafe fn make_handle<T>(place: *mut *mut T, make: impl FnOnce() -> Result<T, Status>) -> Status {
    // SAFETY: as the caller of this function says.
    unsafe { value(place, || Ok(Box::into_raw(Box::new(make()?)))) }
}

/// A call that lends a text of a handle, or NULL for none.
pub(crate) unsafe fn lend<'a>(
    start: *mut *const c_char,
    len: *mut usize,
    text: impl FnOnce() -> Result<Option<&'a str>, Status>,
) -> Status {
    // SAFETY: as the caller of this function says.
    unsafe { call(Lent::new(start, len), |lent| text().map(|text| lent.put(text))) }
}

/// Takes a handle back. NULL is fine.
pub(crate) unsafe fn free<T>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: made by `make_handle`, and the caller says that it is not used any more.
        let handle = unsafe { Box::from_raw(handle) };
        // SAFETY: there are no places. A panic has nowhere to go.
        let _ = unsafe {
            call((), |()| {
                drop(handle);
                Ok(())
            })
        };
    }
}

impl From<FileError> for Status {
    fn from(file: FileError) -> Self {
        file.error.into()
    }
}

/// The places of results.
pub(crate) trait Outputs: Copy {
    /// Makes all of them zero. False if one is NULL that may not be.
    unsafe fn reset(self) -> bool;
}

impl Outputs for () {
    unsafe fn reset(self) -> bool {
        true
    }
}

impl<A: Outputs, B: Outputs> Outputs for (A, B) {
    #[inline]
    unsafe fn reset(self) -> bool {
        // SAFETY: as the caller of this function says.
        unsafe { self.0.reset() & self.1.reset() }
    }
}

/// A place for one value.
pub(crate) struct Place<T>(pub(crate) *mut T);

impl<T> Clone for Place<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Place<T> {}

impl<T> Place<T> {
    /// Writes the value, after a good `reset`.
    #[inline]
    pub(crate) unsafe fn put(self, value: T) {
        // SAFETY: not NULL, and the caller says that it can be written to.
        unsafe { self.0.write(value) };
    }
}

impl<T> Outputs for Place<T> {
    #[inline]
    unsafe fn reset(self) -> bool {
        if self.0.is_null() {
            return false;
        }
        // SAFETY: not NULL, and the caller says that it can be written to.
        unsafe { self.0.write_bytes(0, 1) };
        true
    }
}

/// A place for a value, or NULL.
pub(crate) struct Optional<T>(pub(crate) *mut T);

impl<T> Clone for Optional<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Optional<T> {}

impl<T> Optional<T> {
    pub(crate) unsafe fn put(self, value: T) {
        if !self.0.is_null() {
            // SAFETY: not NULL, and as the caller of this function says.
            unsafe { Place(self.0).put(value) };
        }
    }
}

impl<T> Outputs for Optional<T> {
    unsafe fn reset(self) -> bool {
        // SAFETY: as the caller of this function says.
        unsafe { Place(self.0).reset() };
        true
    }
}

/// The places of a lent text: pointer and length in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Lent(Place<*const c_char>, Place<usize>);

impl Lent {
    pub(crate) const fn new(start: *mut *const c_char, len: *mut usize) -> Self {
        Self(Place(start), Place(len))
    }

    pub(crate) unsafe fn put(self, text: Option<&str>) {
        let (start, len) = text.map_or((ptr::null(), 0), |text| (text.as_ptr().cast(), text.len()));
        // SAFETY: as the caller of this function says.
        unsafe {
            self.0.put(start);
            self.1.put(len);
        }
    }
}

impl Outputs for Lent {
    unsafe fn reset(self) -> bool {
        // SAFETY: as the caller of this function says.
        unsafe { (self.0, self.1).reset() }
    }
}

/// The caller's buffer for a text or for bytes.
#[derive(Clone, Copy)]
pub(crate) struct Out {
    buffer: *mut u8,
    capacity: usize,
    len: Place<usize>,
}

impl Outputs for Out {
    #[inline]
    unsafe fn reset(self) -> bool {
        // SAFETY: as the caller of this function says.
        unsafe { self.len.reset() && (self.capacity == 0 || !self.buffer.is_null()) }
    }
}

impl Out {
    pub(crate) const fn new<T>(buffer: *mut T, capacity: usize, len: *mut usize) -> Self {
        Self { buffer: buffer.cast(), capacity, len: Place(len) }
    }

    /// Lets `write` fill the buffer. If it is too small, `needed` gives the length.
    #[inline]
    pub(crate) unsafe fn fill(
        self,
        needed: impl FnOnce() -> usize,
        write: impl FnOnce(&mut [u8]) -> Result<usize, Error>,
    ) -> Result<(), Status> {
        let buffer: &mut [u8] = match self.capacity {
            0 => &mut [],
            // SAFETY: not NULL, or `reset` had failed, and the caller says that so many bytes can be written there and
            // that nobody else uses them while the call lasts. More than isize::MAX cannot be there.
            capacity => unsafe { slice::from_raw_parts_mut(self.buffer, capacity.min(isize::MAX.unsigned_abs())) },
        };
        let (len, result) = match write(buffer) {
            Ok(len) => (len, Ok(())),
            Err(Error::BufferTooSmall) => (needed(), Err(Status::BufferTooSmall)),
            Err(error) => return Err(error.into()),
        };
        // SAFETY: as the caller of this function says.
        unsafe { self.len.put(len) };
        result
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

    /// Copies a finished result: bytes, or elements of an array.
    pub(crate) unsafe fn copy<T: Copy>(self, from: &[T]) -> Result<(), Status> {
        // SAFETY: as the caller of this function says; the buffer is not NULL unless nothing is copied.
        unsafe {
            self.len.put(from.len());
            if from.len() > self.capacity {
                return Err(Status::BufferTooSmall);
            }
            ptr::copy_nonoverlapping(from.as_ptr(), self.buffer.cast(), from.len());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs::File,
        io::pipe,
        os::fd::{FromRawFd as _, OwnedFd},
        process::{Command, Output, Stdio},
    };

    use super::*;

    #[test]
    fn a_panic_becomes_its_status() {
        let (mut number, mut text, mut text_len) = (1, c"old".as_ptr(), 3);
        let outputs = (Place(&raw mut number), Lent::new(&raw mut text, &raw mut text_len));
        // SAFETY: good places.
        let status = unsafe { call(outputs, |_| panic!("a secret")) };
        assert_eq!((status, number, text, text_len), (Status::Panic, 0, ptr::null(), 0));
    }

    #[test]
    #[ignore = "the tests below run it in processes of their own"]
    fn a_panic_without_standard_error() {
        // SAFETY: nobody else in this process has it.
        drop(unsafe { OwnedFd::from_raw_fd(2) });
        a_panic_becomes_its_status();
    }

    /// Runs one of the tests above in a process of its own.
    fn run(test: &str, error: impl Into<Stdio>) -> Output {
        let this = std::env::current_exe().expect("a path");
        let test = format!("call::tests::{test}");
        let arguments = ["--exact", &test, "--include-ignored", "--nocapture"];
        Command::new(this).args(arguments).stderr(error).output().expect("it runs")
    }

    #[test]
    fn a_panic_prints_its_place_and_not_its_message() {
        let run = run("a_panic_becomes_its_status", Stdio::piped());
        let printed = String::from_utf8(run.stderr).expect("UTF-8");
        assert!(
            run.status.success() && printed.contains("a defect of the library at bindings/c/src/call.rs"),
            "{printed}"
        );
        assert!(!printed.contains("secret"), "{printed}");
    }

    #[test]
    fn a_panic_that_cannot_be_printed_ends_no_process() {
        let full = File::options().write(true).open("/dev/full").expect("a full device");
        let (_, unread) = pipe().expect("a pipe");
        for run in [
            run("a_panic_becomes_its_status", full),
            run("a_panic_becomes_its_status", unread),
            run("a_panic_without_standard_error", Stdio::null()),
        ] {
            assert!(run.status.success() && String::from_utf8_lossy(&run.stdout).contains("1 passed"), "{run:?}");
        }
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
            assert_eq!(make_handle(&raw mut handle, || Ok(Defect)), Status::Ok);
            free(handle);
        }
    }
}
