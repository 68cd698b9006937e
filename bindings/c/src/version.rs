use std::{
    ffi::{CStr, c_char, c_void},
    slice,
};

use zeroize::Zeroize as _;

/// The number of the ABI that this header describes. Programs that load the library at run time compare it with
/// siplaunch_abi_version() and refuse another one. It grows when a call is removed or changed; the SONAME's does too.
pub const SIPLAUNCH_ABI_VERSION: u32 = 1;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// The number of the ABI that the library has: SIPLAUNCH_ABI_VERSION of its header.
#[unsafe(no_mangle)]
pub extern "C" fn siplaunch_abi_version() -> u32 {
    SIPLAUNCH_ABI_VERSION
}

/// The version of the library, such as "0.1.0": NUL-terminated, never freed.
#[unsafe(no_mangle)]
pub extern "C" fn siplaunch_version() -> *const c_char {
    VERSION.as_ptr()
}

/// Tells whether a regular file with these Unix permissions, the st_mode of stat(), is open to more than its owner and a
/// group that may read it: a brand file or key file then deserves a warning.
#[unsafe(no_mangle)]
pub extern "C" fn siplaunch_is_exposed(mode: u32) -> bool {
    siplaunch::is_exposed(mode)
}

/// Overwrites len bytes with zeros in a way that no compiler leaves out. For buffers that held links, tokens or
/// credentials; give it their whole capacity. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_wipe(buffer: *mut c_void, len: usize) {
    if !buffer.is_null() && isize::try_from(len).is_ok() {
        // SAFETY: not NULL, and the caller says that so many bytes can be written there.
        unsafe { slice::from_raw_parts_mut(buffer.cast::<u8>(), len) }.zeroize();
    }
}
