use std::ffi::c_char;

use siplaunch::{Mail, MailDraft, MailWording};

use crate::{
    call::{Out, call, free, handle, lend, make_handle, optional_text, text},
    status::siplaunch_status,
};

/// A mail with a launch link in it. Send both parts as multipart/alternative in UTF-8, the plain text first. Freeing it
/// wipes what it lends. Immutable: any number of threads may read it.
pub struct siplaunch_mail(Mail);

/// Puts a launch link and a brand name into the words of a mail.
///
/// language is "en", "de" or a tag that begins so (BCP 47). subject, body and button replace the language's own words,
/// and each may be NULL; with all three the language can be any. body has {link} alone on one line, and button is the
/// text that the HTML shows in place of the link. {brand} in them becomes the brand name. accent_color is the colour of
/// the HTML's button, "#" and six hex digits; NULL means the page's blue.
///
/// Fails with SIPLAUNCH_STATUS_LANGUAGE, _TEMPLATE, _TEMPLATE_LINK, _TEMPLATE_SPACING, _BRAND_NAME, _MESSAGE_LINK,
/// _MAIL_SUBJECT, _MESSAGE_LENGTH or _PAGE_COLOR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_mail_compose(
    language: *const c_char,
    language_len: usize,
    subject: *const c_char,
    subject_len: usize,
    body: *const c_char,
    body_len: usize,
    button: *const c_char,
    button_len: usize,
    link: *const c_char,
    link_len: usize,
    brand_name: *const c_char,
    brand_name_len: usize,
    accent_color: *const c_char,
    accent_color_len: usize,
    mail: *mut *mut siplaunch_mail,
) -> siplaunch_status {
    let make = || {
        // SAFETY: pointers and lengths as the caller gave them.
        unsafe {
            let language = text(language, language_len)?;
            let subject = optional_text(subject, subject_len)?;
            let (body, button) = (optional_text(body, body_len)?, optional_text(button, button_len)?);
            let wording = MailWording::for_tag(language, subject, body, button)?;
            let (link, brand_name) = (text(link, link_len)?, text(brand_name, brand_name_len)?);
            let accent_color = optional_text(accent_color, accent_color_len)?;
            let draft = MailDraft { wording, link, brand_name, accent_color };
            Ok(siplaunch_mail(draft.compose()?))
        }
    };
    // SAFETY: a place as the caller gave it.
    unsafe { make_handle(mail, make) }
}

/// Lends the subject until the mail is freed: one line of any characters, not NUL-terminated, without the link. A
/// header needs it encoded: siplaunch_mail_subject_header() does that.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_mail_subject(
    mail: *const siplaunch_mail,
    subject: *mut *const c_char,
    subject_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe { lend(subject, subject_len, || Ok(Some(handle(mail)?.0.subject()))) }
}

/// Writes the subject as the value of a Subject header: in ASCII, words encoded that need it (RFC 2047), in lines of at
/// most 78 bytes with the header's name before them, separated by CR, LF and a space (RFC 5322).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_mail_subject_header(
    mail: *const siplaunch_mail,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and buffer as the caller gave them.
    unsafe { call(Out::new(out, capacity, len), |out| out.copy(handle(mail)?.0.subject_header().as_bytes())) }
}

/// Lends the text/plain part until the mail is freed, the link alone on a line: lines end in LF, not NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_mail_text(
    mail: *const siplaunch_mail,
    text: *mut *const c_char,
    text_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe { lend(text, text_len, || Ok(Some(handle(mail)?.0.text()))) }
}

/// Lends the text/html part until the mail is freed, a whole document: lines end in LF, not NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_mail_html(
    mail: *const siplaunch_mail,
    html: *mut *const c_char,
    html_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe { lend(html, html_len, || Ok(Some(handle(mail)?.0.html()))) }
}

/// Frees a mail and wipes what it lent. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_mail_free(mail: *mut siplaunch_mail) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(mail) }
}
