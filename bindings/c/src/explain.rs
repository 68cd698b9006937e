use std::ffi::{c_char, c_void};

use siplaunch::{ExplainOptions, LinkId, explain};

use crate::{
    brand::siplaunch_brand,
    call::{bytes, handle, make_handle, optional_text, param, text, time},
    explanation::siplaunch_explanation,
    key_ring::siplaunch_key_ring,
    status::siplaunch_status,
};

/// Finds the launch links, app links, intent links and tokens in a pasted text, such as an SMS or the source of a mail,
/// and explains one of them and its faults: for support desks.
///
/// - param is the parameter that carries the payload in launch links; NULL means "c".
/// - key_ring opens sealed links; NULL leaves them unopened. context is the one that they were sealed with; NULL
///   means an empty one.
/// - revoked lists the sealed links that the portal does not let in any more: their ids, one a line, # begins a
///   comment; NULL means none.
/// - now is in seconds since 1970-01-01 00:00 UTC; 0 means the system's clock.
/// - link is the number, from 0, of the link to explain: see siplaunch_explanation_link_count().
///
/// Fails with SIPLAUNCH_STATUS_LINK_IDS.
///
/// The explanation tells a wrong key from a damaged end: it is a padding oracle by design. Never offer it to strangers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explain(
    pasted: *const c_char,
    pasted_len: usize,
    brand: *const siplaunch_brand,
    param: *const c_char,
    param_len: usize,
    key_ring: *const siplaunch_key_ring,
    context: *const c_void,
    context_len: usize,
    revoked: *const c_char,
    revoked_len: usize,
    now: u64,
    link: usize,
    explanation: *mut *mut siplaunch_explanation,
) -> siplaunch_status {
    let make = || {
        // SAFETY: handle, pointers and lengths as the caller gave them.
        unsafe {
            let options = ExplainOptions::at(&handle(brand)?.0, time(now)).with_link(link);
            let mut options = options.with_param(self::param(param, param_len)?);
            let context = if context.is_null() { b"" } else { bytes(context, context_len)? };
            if let Some(key_ring) = key_ring.as_ref() {
                options = options.with_key_ring(&key_ring.0, context);
            }
            let revoked = optional_text(revoked, revoked_len)?.unwrap_or_default();
            let revoked = LinkId::parse_list(revoked).map_err(|_| siplaunch_status::LinkIds)?;
            Ok(explain(text(pasted, pasted_len)?, options.with_revoked(&revoked)).into())
        }
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(explanation, make) }
}
