use std::{ffi::c_char, ptr};

use siplaunch::{Explanation, Portal, explain};

use crate::{
    brand::siplaunch_brand,
    call::{call, free, handle, lend, optional_text, put, put_handle, text},
    status::siplaunch_status,
};

/// What there is to know about a link or token that a customer sends in. It holds the login, which is wiped when it is
/// freed. Immutable: any number of threads may read it.
pub struct siplaunch_explanation {
    explanation: Explanation,
    kind: String,
    findings: Vec<String>,
}

/// Says what a pasted text is, and what is wrong with it: for support desks. text is a launch link, app link, intent link
/// or token; white space around it is ignored. param is the parameter that carries the token in a launch link; NULL
/// means "c".
///
/// It tells a wrong key from a damaged end, and so is a padding oracle by design: never offer it to strangers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explain(
    pasted: *const c_char,
    pasted_len: usize,
    brand: *const siplaunch_brand,
    param: *const c_char,
    param_len: usize,
    explanation: *mut *mut siplaunch_explanation,
) -> siplaunch_status {
    let make = || {
        // SAFETY: handle, pointers and lengths as the caller gave them.
        let explanation = unsafe {
            let param = optional_text(param, param_len)?.unwrap_or(Portal::DEFAULT_PARAM);
            explain(text(pasted, pasted_len)?, &handle(brand)?.0, param)
        };
        Ok(siplaunch_explanation {
            kind: explanation.kind().to_string(),
            findings: explanation.findings().iter().map(ToString::to_string).collect(),
            explanation,
        })
    };
    // SAFETY: a place as the caller gave it.
    call(|| unsafe { put_handle(explanation, make) })
}

/// Lends what the text is, in English, such as "launch link", until the explanation is freed: not NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_kind(
    explanation: *const siplaunch_explanation,
    kind: *mut *const c_char,
    kind_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    call(|| unsafe { lend(&handle(explanation)?.kind, kind, kind_len) })
}

/// Tells whether nothing is wrong with it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_is_good(
    explanation: *const siplaunch_explanation,
    good: *mut bool,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    call(|| unsafe { put(good, handle(explanation)?.explanation.is_good()) })
}

/// Tells how many findings there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_finding_count(
    explanation: *const siplaunch_explanation,
    count: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    call(|| unsafe { put(count, handle(explanation)?.findings.len()) })
}

/// Tells the i-th finding, counted from 0: its number, which never changes its meaning; whether it is a fault and not
/// just good to know; and a sentence in English, lent until the explanation is freed, not NUL-terminated, that holds
/// nothing of the text.
///
/// Fails with SIPLAUNCH_STATUS_INDEX.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_finding(
    explanation: *const siplaunch_explanation,
    i: usize,
    code: *mut u8,
    fault: *mut bool,
    text: *mut *const c_char,
    text_len: *mut usize,
) -> siplaunch_status {
    call(|| {
        // SAFETY: handle and places as the caller gave them.
        unsafe {
            let siplaunch_explanation { explanation, findings, .. } = handle(explanation)?;
            let finding = explanation.findings().get(i).ok_or(siplaunch_status::Index)?;
            put(code, finding.code())?;
            put(fault, finding.is_fault())?;
            lend(findings.get(i).ok_or(siplaunch_status::Index)?, text, text_len)
        }
    })
}

/// Lends the token in canonical form, if there is one once damage is repaired; else the pointer becomes NULL. A secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_token(
    explanation: *const siplaunch_explanation,
    token: *mut *const c_char,
    token_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    call(|| unsafe { lend_or_null(handle(explanation)?.explanation.token(), token, token_len) })
}

/// Lends the credentials in the token, if it holds any; else the pointers become NULL. Secrets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_credentials(
    explanation: *const siplaunch_explanation,
    username: *mut *const c_char,
    username_len: *mut usize,
    server: *mut *const c_char,
    server_len: *mut usize,
    password: *mut *const c_char,
    password_len: *mut usize,
) -> siplaunch_status {
    call(|| {
        // SAFETY: handle and places as the caller gave them.
        unsafe {
            let credentials = handle(explanation)?.explanation.credentials();
            lend_or_null(credentials.map(|of| of.username), username, username_len)?;
            lend_or_null(credentials.map(|of| of.server), server, server_len)?;
            lend_or_null(credentials.map(|of| of.password), password, password_len)
        }
    })
}

unsafe fn lend_or_null(text: Option<&str>, start: *mut *const c_char, len: *mut usize) -> Result<(), siplaunch_status> {
    // SAFETY: as the caller of this function says.
    unsafe {
        match text {
            Some(text) => lend(text, start, len),
            None => {
                put(start, ptr::null())?;
                put(len, 0)
            }
        }
    }
}

/// Frees an explanation and wipes what was in it. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_free(explanation: *mut siplaunch_explanation) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(explanation) }
}
