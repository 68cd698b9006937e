use std::ffi::c_char;

use siplaunch::{Launch, OwnedOpened};
use zeroize::Zeroizing;

use crate::{
    call::{Out, Place, call, free, handle, make_handle},
    credentials::siplaunch_fields,
    opened::{id_text, siplaunch_opened},
    response::siplaunch_response,
    status::siplaunch_status,
};

/// A request that a handler has looked at and not yet answered. Immutable: any number of threads may read it.
pub struct siplaunch_launch(pub(crate) Launch);

/// Writes what was in the sealed link: the three fields into the buffer, and the rest into opened. Wipe the buffer when
/// it has been used.
///
/// Fails with SIPLAUNCH_STATUS_SEALED_EXPIRED if the sealed link's time is over, and with SIPLAUNCH_STATUS_SEALED_INVALID if
/// the request had no good one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_launch_opened(
    launch: *const siplaunch_launch,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
    opened: *mut siplaunch_opened,
) -> siplaunch_status {
    let write = |(out, opened): (Out, Place<siplaunch_opened>)| {
        // SAFETY: handle as the caller gave it.
        let launch = &unsafe { handle(launch) }?.0;
        let none = || match launch.id() {
            Some(_) => siplaunch_status::SealedExpired,
            None => siplaunch_status::SealedInvalid,
        };
        let found = launch.opened().ok_or_else(none)?;
        let OwnedOpened { credentials, expires, id, .. } = found;
        let fields = credentials.as_credentials();
        let all = Zeroizing::new([fields.username, fields.server, fields.password].concat());
        let (username_len, server_len) = (fields.username.len(), fields.server.len());
        let fields = siplaunch_fields {
            username_at: 0,
            username_len,
            server_at: username_len,
            server_len,
            password_at: username_len + server_len,
            password_len: fields.password.len(),
        };
        // SAFETY: places as the caller gave them.
        unsafe {
            out.copy(all.as_bytes())?;
            opened.put(siplaunch_opened { fields, expires: *expires, id: id_text(*id) });
        }
        Ok(())
    };
    // SAFETY: the same.
    unsafe { call((Out::new(out, capacity, len), Place(opened)), write) }
}

/// Writes the id of an authentic sealed link, expired or not: 32 lower-case hex digits; len is 0 if it was none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_launch_id(
    launch: *const siplaunch_launch,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let id = handle(launch)?.0.id().map(|id| id.to_string()).unwrap_or_default();
            out.copy(id.as_bytes())
        })
    }
}

/// Makes the answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_launch_answer(
    launch: *const siplaunch_launch,
    response: *mut *mut siplaunch_response,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { make_handle(response, || Ok(siplaunch_response(handle(launch)?.0.answer()))) }
}

/// Makes the answer for a link that the portal does not let in any more: the same as for an expired one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_launch_answer_revoked(
    launch: *const siplaunch_launch,
    response: *mut *mut siplaunch_response,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { make_handle(response, || Ok(siplaunch_response(handle(launch)?.0.answer_revoked()))) }
}

/// Frees a launch and wipes what was in it. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_launch_free(launch: *mut siplaunch_launch) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(launch) }
}
