use std::ffi::c_char;

use siplaunch::Token;

use crate::{
    call::{Out, call, text},
    status::siplaunch_status,
};

/// Returns the exact length in bytes of the token of a plaintext of plaintext_len bytes. The plaintext of credentials
/// is 26 bytes longer than their three fields.
#[unsafe(no_mangle)]
pub extern "C" fn siplaunch_token_len(plaintext_len: usize) -> usize {
    siplaunch::token_len(plaintext_len)
}

/// Checks that a text is a token: canonical Base64, with padding, of one or more whole AES blocks. The check needs no
/// key, and so the token may be of any brand, or of none.
///
/// Fails with SIPLAUNCH_STATUS_TOKEN.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_token_check(token: *const c_char, token_len: usize) -> siplaunch_status {
    // SAFETY: pointer and length as the caller gave them.
    unsafe { call((), |()| Ok(Token::parse(text(token, token_len)?).map(drop)?)) }
}

/// Writes a token with its '+', '/' and '=' percent-escaped, as launch links carry it: at most 3 * token_len bytes.
///
/// Fails with SIPLAUNCH_STATUS_TOKEN.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_token_escaped(
    token: *const c_char,
    token_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointer, length and buffer as the caller gave them.
    unsafe { call(Out::new(out, capacity, len), |out| out.link(&Token::parse(text(token, token_len)?)?.escaped())) }
}
