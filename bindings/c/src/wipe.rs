use std::{ffi::c_void, slice};

use zeroize::Zeroize as _;

/// Overwrites len bytes with zeros; no compiler leaves that out. For buffers that held links, tokens or credentials:
/// give it their whole capacity. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_wipe(buffer: *mut c_void, len: usize) {
    if !buffer.is_null() && isize::try_from(len).is_ok() {
        // SAFETY: not NULL, and the caller says that so many bytes can be written there.
        unsafe { slice::from_raw_parts_mut(buffer.cast::<u8>(), len) }.zeroize();
    }
}
