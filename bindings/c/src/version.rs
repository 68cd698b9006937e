use std::ffi::{CStr, c_char};

use crate::abi::SIPLAUNCH_ABI_VERSION;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => panic!("a version has no NUL"),
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
