use std::ffi::c_char;

use siplaunch::Response;

use crate::{
    call::{Lent, call, free, handle, lend, value},
    status::siplaunch_status,
};

/// The answer of a handler: status, headers and body, to be sent as they are. It holds the customer's login; freeing it
/// wipes what it lends. Immutable: any number of threads may read it.
pub struct siplaunch_response(pub(crate) Response);

/// Tells the HTTP status code, such as 302.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_response_status(
    response: *const siplaunch_response,
    status: *mut u16,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { value(status, || Ok(handle(response)?.0.status())) }
}

/// Tells the number of headers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_response_header_count(
    response: *const siplaunch_response,
    count: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { value(count, || Ok(handle(response)?.0.headers().count())) }
}

/// Lends name and value of the i-th header, counted from 0, until the response is freed: not NUL-terminated. Each name
/// comes once. The server adds Content-Length. Send a Location byte for byte, not through a URL class or a redirect
/// helper.
///
/// Fails with SIPLAUNCH_STATUS_INDEX.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_response_header(
    response: *const siplaunch_response,
    i: usize,
    name: *mut *const c_char,
    name_len: *mut usize,
    value: *mut *const c_char,
    value_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe {
        call((Lent::new(name, name_len), Lent::new(value, value_len)), |(name, value)| {
            let (header, text) = handle(response)?.0.headers().nth(i).ok_or(siplaunch_status::Index)?;
            name.put(Some(header));
            value.put(Some(text));
            Ok(())
        })
    }
}

/// Lends the body, which may be empty, until the response is freed: not NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_response_body(
    response: *const siplaunch_response,
    body: *mut *const c_char,
    body_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe { lend(body, body_len, || Ok(Some(handle(response)?.0.body()))) }
}

/// Frees a response and wipes what it lent. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_response_free(response: *mut siplaunch_response) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(response) }
}
