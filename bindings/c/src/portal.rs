use std::{
    ffi::{c_char, c_void},
    ptr,
};

use siplaunch::{Credentials, OwnedPortal, Payload, Portal, Seal};

use crate::{
    brand::siplaunch_brand,
    call::{Out, bytes, call, credentials, free, handle, make_handle, param, text},
    key_ring::siplaunch_key_ring,
    status::siplaunch_status,
};

/// The address of a portal's launch handler: the base of its launch links, and the parameter that carries the payload.
/// Immutable: any number of threads may use it at the same time.
pub struct siplaunch_portal(pub(crate) OwnedPortal);

/// Makes a portal of an absolute http or https URL in ASCII, without user info or fragment. param is one or more RFC
/// 3986 unreserved characters; NULL means "c". Launch links should be https: whoever reads one can log in. Avoid a base
/// with a query of its own: its links end in "&c=...", and some programs that rewrite links in mails lose that part.
///
/// Fails with SIPLAUNCH_STATUS_PORTAL_BASE or _PARAM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_portal_new(
    base: *const c_char,
    base_len: usize,
    param: *const c_char,
    param_len: usize,
    portal: *mut *mut siplaunch_portal,
) -> siplaunch_status {
    let make = || {
        // SAFETY: pointers and lengths as the caller gave them.
        let (base, param) = unsafe { (text(base, base_len)?, self::param(param, param_len)?) };
        Ok(siplaunch_portal(Portal::with_param(base, param)?.into()))
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(portal, make) }
}

/// Frees a portal. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_portal_free(portal: *mut siplaunch_portal) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(portal) }
}

/// Checks credentials and makes their launch link, which a portal sends to its customer. 512 bytes are enough for most.
///
/// Fails as siplaunch_credentials_check().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_portal_launch_link(
    portal: *const siplaunch_portal,
    brand: *const siplaunch_brand,
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handles, pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let credentials = credentials(username, username_len, server, server_len, password, password_len)?;
            let token = handle(brand)?.0.token(credentials)?;
            out.link(&handle(portal)?.0.as_portal().link(token))
        })
    }
}

/// Does the work of siplaunch_portal_launch_link() with few arguments, for languages in which each argument costs time.
/// fields is username, server and password, with one NUL between each two.
///
/// Returns out, in which the link is NUL-terminated, or NULL on any failure, a buffer that is too small included:
/// siplaunch_portal_launch_link() tells the cause.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_portal_launch_link_nul_separated(
    portal: *const siplaunch_portal,
    brand: *const siplaunch_brand,
    fields: *const c_char,
    fields_len: usize,
    out: *mut c_char,
    capacity: usize,
) -> *const c_char {
    let mut len = 0;
    let text_out = Out::new(out, capacity.saturating_sub(1), &raw mut len);
    // SAFETY: handles, pointers, lengths and buffer as the caller gave them.
    let status = unsafe {
        call(text_out, |text_out| {
            let fields = text(fields, fields_len)?;
            let (username, rest) = fields.split_once('\0').ok_or(siplaunch_status::Plaintext)?;
            // A third NUL stays in the password, and the core refuses it there as every control character.
            let (server, password) = rest.split_once('\0').ok_or(siplaunch_status::Plaintext)?;
            let token = handle(brand)?.0.token(Credentials { username, server, password })?;
            let link = handle(portal)?.0.as_portal().link(token);
            text_out.link(&link)
        })
    };
    if !matches!(status, siplaunch_status::Ok) {
        return ptr::null();
    }
    // SAFETY: the buffer has a byte more than the link: with a capacity of 0, nothing would have fitted.
    unsafe { out.add(len).write(0) };
    out
}

/// Checks and seals credentials, and makes the sealed link: a launch link that only a launch handler with the same key
/// ring and context opens, and only until it expires.
///
/// expires is in seconds since 1970-01-01 00:00 UTC, before the year 2106. One link in sixty expires a second later,
/// very few some seconds later: sealing avoids "..", where some programs end a link. context is bytes that both sides
/// know and the link does not carry, such as the portal's host; it may be empty.
///
/// Fails as siplaunch_credentials_check() or with SIPLAUNCH_STATUS_EXPIRES.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_portal_sealed_link(
    portal: *const siplaunch_portal,
    key_ring: *const siplaunch_key_ring,
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
    expires: u64,
    context: *const c_void,
    context_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handles, pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let credentials = credentials(username, username_len, server, server_len, password, password_len)?;
            let seal = Seal { expires, context: bytes(context, context_len)? };
            let sealed = handle(key_ring)?.0.seal(credentials, seal)?;
            let link = handle(portal)?.0.as_portal().link(&sealed);
            out.link(&link)
        })
    }
}

/// Checks and seals credentials as siplaunch_portal_sealed_link(), and makes the one-time link: a sealed link that opens
/// the app with a tap on its page, and that the first tap uses up. siplaunch_launch_answer_claimed() answers the tap. The
/// expiry is kept to the second.
///
/// Fails with SIPLAUNCH_STATUS_RANDOM too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_portal_one_time_link(
    portal: *const siplaunch_portal,
    key_ring: *const siplaunch_key_ring,
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
    expires: u64,
    context: *const c_void,
    context_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handles, pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let credentials = credentials(username, username_len, server, server_len, password, password_len)?;
            let seal = Seal { expires, context: bytes(context, context_len)? };
            let sealed = handle(key_ring)?.0.seal_one_time(credentials, seal)?;
            let link = handle(portal)?.0.as_portal().link(&sealed);
            out.link(&link)
        })
    }
}

/// Makes the launch link of a payload: the text of a token or of a sealed token.
///
/// Fails with SIPLAUNCH_STATUS_TOKEN if it is neither.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_portal_link(
    portal: *const siplaunch_portal,
    payload: *const c_char,
    payload_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle, pointer, length and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            out.link(&handle(portal)?.0.as_portal().link(Payload::parse(text(payload, payload_len)?)?))
        })
    }
}
