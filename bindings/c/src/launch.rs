use std::ffi::c_char;

use siplaunch::{Claim, Credentials, Launch, OwnedOpened};
use zeroize::Zeroizing;

use crate::{
    call::{Out, Place, call, free, handle, make_handle, value},
    credentials::siplaunch_fields,
    opened::siplaunch_opened,
    response::siplaunch_response,
    status::siplaunch_status,
};

/// A request that a handler has inspected and not yet answered. Immutable: any number of threads may read it.
pub struct siplaunch_launch(pub(crate) Launch);

/// Writes the content of the sealed link: the three fields into the buffer, and their places and the rest into opened.
/// Wipe the buffer after use.
///
/// Fails with SIPLAUNCH_STATUS_SEALED_EXPIRED if the link's time is over, and with SIPLAUNCH_STATUS_SEALED_INVALID if
/// the request has no good sealed link.
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
        let OwnedOpened { credentials, expires, id, is_one_time, .. } = found;
        let fields = credentials.as_credentials();
        let all = Zeroizing::new([fields.username, fields.server, fields.password].concat());
        let (username, rest) = all.split_at(fields.username.len());
        let (server, password) = rest.split_at(fields.server.len());
        let fields = siplaunch_fields::of(Credentials { username, server, password }, all.as_ptr());
        // SAFETY: places as the caller gave them.
        unsafe {
            out.copy(all.as_bytes())?;
            opened.put(siplaunch_opened::new(fields, *expires, *id, *is_one_time));
        }
        Ok(())
    };
    // SAFETY: the same.
    unsafe { call((Out::new(out, capacity, len), Place(opened)), write) }
}

/// Writes the id of an authentic sealed link, expired or not: 32 lower-case hex digits. len becomes 0 if the request
/// has none.
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

/// Tells whether the request is a tap on a good one-time link, which the portal must claim for
/// siplaunch_launch_answer_claimed().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_launch_needs_claim(
    launch: *const siplaunch_launch,
    needed: *mut bool,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { value(needed, || Ok(handle(launch)?.0.needs_claim())) }
}

/// Makes the answer. The tap on a one-time link gets 503: see siplaunch_launch_answer_claimed().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_launch_answer(
    launch: *const siplaunch_launch,
    response: *mut *mut siplaunch_response,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { make_handle(response, || Ok(siplaunch_response(handle(launch)?.0.answer()))) }
}

/// Makes the answer by the number of the claim store: the taps so far with this one, SIPLAUNCH_CLAIM_USED,
/// SIPLAUNCH_CLAIM_REVOKED or SIPLAUNCH_CLAIM_UNAVAILABLE. Any other number counts as the last.
///
/// A request that would not open the app with a sealed link gets its answer whatever the number is. A sealed link that
/// needs no claim may be revoked in the same store; for one that is not, the number is 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_launch_answer_claimed(
    launch: *const siplaunch_launch,
    taps: i64,
    response: *mut *mut siplaunch_response,
) -> siplaunch_status {
    let make = || {
        // SAFETY: handle as the caller gave it.
        let launch = &unsafe { handle(launch) }?.0;
        Ok(siplaunch_response(launch.answer_claimed(Claim::from_taps(taps))))
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(response, make) }
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

/// Frees a launch and wipes the login in it. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_launch_free(launch: *mut siplaunch_launch) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(launch) }
}
