use std::ffi::c_char;

use siplaunch::{Scheme, Token};

use crate::{
    call::{Out, call, text},
    status::siplaunch_status,
};

/// Makes the app link of a token: SCHEME://TOKEN.
///
/// Fails with SIPLAUNCH_STATUS_TOKEN or _SCHEME.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_scheme_app_link(
    scheme: *const c_char,
    scheme_len: usize,
    token: *const c_char,
    token_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let scheme = Scheme::new(text(scheme, scheme_len)?)?;
            out.link(&scheme.app_link(Token::parse(text(token, token_len)?)?))
        })
    }
}

/// Writes the token in an app link of a scheme. link_len bytes are always enough.
///
/// Fails with SIPLAUNCH_STATUS_LINK if the text is anything else, or its token is not good, and with _SCHEME.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_scheme_parse_app_link(
    scheme: *const c_char,
    scheme_len: usize,
    link: *const c_char,
    link_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let scheme = Scheme::new(text(scheme, scheme_len)?)?;
            out.copy(scheme.parse_app_link(text(link, link_len)?)?.as_bytes())
        })
    }
}
