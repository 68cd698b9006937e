use std::ffi::c_char;

use siplaunch::SealedToken;

use crate::{
    call::{Out, call, text, value},
    status::siplaunch_status,
};

/// Returns the exact length in bytes of the sealed token of credentials whose fields have fields_len bytes in all.
#[unsafe(no_mangle)]
pub extern "C" fn siplaunch_sealed_token_len(fields_len: usize) -> usize {
    siplaunch::sealed_len(fields_len)
}

/// Writes the id of a sealed token: 32 lower-case hex digits. It needs no key.
///
/// Fails with SIPLAUNCH_STATUS_SEALED_INVALID if the text does not have the form of a sealed token.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_sealed_token_id(
    sealed_token: *const c_char,
    sealed_token_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointer, length and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let id = SealedToken::parse(text(sealed_token, sealed_token_len)?)?.id().to_string();
            out.copy(id.as_bytes())
        })
    }
}

/// Tells whether a sealed token is a one-time link's. It needs no key.
///
/// Fails with SIPLAUNCH_STATUS_SEALED_INVALID if the text does not have the form of a sealed token.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_sealed_token_is_one_time(
    sealed_token: *const c_char,
    sealed_token_len: usize,
    one_time: *mut bool,
) -> siplaunch_status {
    // SAFETY: pointer, length and place as the caller gave them.
    unsafe { value(one_time, || Ok(SealedToken::parse(text(sealed_token, sealed_token_len)?)?.is_one_time())) }
}
