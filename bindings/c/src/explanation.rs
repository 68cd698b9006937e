use std::ffi::c_char;

use siplaunch::Explanation;

use crate::{
    call::{Lent, Place, call, free, handle, lend, value},
    status::siplaunch_status,
};

/// The explanation of a link or token that a customer sends in. It holds the login, and freeing it wipes that.
/// Immutable: any number of threads may read it.
pub struct siplaunch_explanation {
    explanation: Explanation,
    kind: String,
    sentences: Vec<String>,
    id: Option<String>,
}

impl From<Explanation> for siplaunch_explanation {
    fn from(explanation: Explanation) -> Self {
        Self {
            id: explanation.id().map(|id| id.to_string()),
            kind: explanation.kind().to_string(),
            sentences: explanation.findings().iter().map(ToString::to_string).collect(),
            explanation,
        }
    }
}

/// Lends the kind of the link, in English, such as "launch link", until the explanation is freed: not NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_kind(
    explanation: *const siplaunch_explanation,
    kind: *mut *const c_char,
    kind_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe { lend(kind, kind_len, || Ok(Some(&handle(explanation)?.kind))) }
}

/// Tells whether the link has no fault.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_is_good(
    explanation: *const siplaunch_explanation,
    good: *mut bool,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { value(good, || Ok(handle(explanation)?.explanation.is_good())) }
}

/// Tells the number of findings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_finding_count(
    explanation: *const siplaunch_explanation,
    count: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { value(count, || Ok(handle(explanation)?.sentences.len())) }
}

/// Tells the i-th finding, counted from 0: its number, which never changes its meaning; whether it is a fault; and a
/// sentence in English that repeats nothing of the text, lent until the explanation is freed, not NUL-terminated.
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
    // SAFETY: handle and places as the caller gave them.
    unsafe {
        call(((Place(code), Place(fault)), Lent::new(text, text_len)), |((code, fault), text)| {
            let siplaunch_explanation { explanation, sentences, .. } = handle(explanation)?;
            let finding = explanation.findings().iter().zip(sentences).nth(i);
            let (finding, sentence) = finding.ok_or(siplaunch_status::Index)?;
            code.put(finding.code());
            fault.put(finding.is_fault());
            text.put(Some(sentence));
            Ok(())
        })
    }
}

/// Tells the number of different links and tokens in the text. A link in both parts of a mail counts once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_link_count(
    explanation: *const siplaunch_explanation,
    count: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { value(count, || Ok(handle(explanation)?.explanation.link_count())) }
}

/// Lends the text of the link without its payload, as in "https://portal.example/p?c=…", until the explanation is
/// freed: not NUL-terminated. Characters that a terminal does not show are escaped. No secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_shown(
    explanation: *const siplaunch_explanation,
    shown: *mut *const c_char,
    shown_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe { lend(shown, shown_len, || Ok(Some(handle(explanation)?.explanation.shown()))) }
}

/// Tells the line of the pasted text on which the link begins, from 1; 0 if it is in an encoded part of a mail.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_line(
    explanation: *const siplaunch_explanation,
    line: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { value(line, || Ok(handle(explanation)?.explanation.line().unwrap_or_default())) }
}

/// Lends the id of a sealed link, 32 lower-case hex digits, until the explanation is freed: not NUL-terminated. The
/// pointer becomes NULL if the link has none, or its sealed token is not whole. No secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_id(
    explanation: *const siplaunch_explanation,
    id: *mut *const c_char,
    id_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe { lend(id, id_len, || Ok(handle(explanation)?.id.as_deref())) }
}

/// Tells the expiry of a sealed link that was opened, in seconds since 1970-01-01 00:00 UTC; 0 if none was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_expires(
    explanation: *const siplaunch_explanation,
    expires: *mut u64,
) -> siplaunch_status {
    // SAFETY: handle and place as the caller gave them.
    unsafe { value(expires, || Ok(handle(explanation)?.explanation.expires().unwrap_or_default())) }
}

/// Lends the token in canonical form, its damage repaired, until the explanation is freed: not NUL-terminated. The
/// pointer becomes NULL if there is no good token. A secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_token(
    explanation: *const siplaunch_explanation,
    token: *mut *const c_char,
    token_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe { lend(token, token_len, || Ok(handle(explanation)?.explanation.token())) }
}

/// Lends the credentials in the token or in the opened sealed token until the explanation is freed: not NUL-terminated.
/// The pointers become NULL if there are none. Secrets.
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
    let username = Lent::new(username, username_len);
    let (server, password) = (Lent::new(server, server_len), Lent::new(password, password_len));
    // SAFETY: handle and places as the caller gave them.
    unsafe {
        call((username, (server, password)), |(username, (server, password))| {
            let credentials = handle(explanation)?.explanation.credentials();
            username.put(credentials.map(|of| of.username));
            server.put(credentials.map(|of| of.server));
            password.put(credentials.map(|of| of.password));
            Ok(())
        })
    }
}

/// Frees an explanation and wipes the login in it. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_explanation_free(explanation: *mut siplaunch_explanation) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(explanation) }
}
