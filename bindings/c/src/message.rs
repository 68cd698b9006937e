use std::ffi::c_char;

use siplaunch::{Language, Mail, MailDraft, MailWording, SmsBudget, SmsDraft, SmsEncoding, Ticket};

use crate::{
    call::{Optional, Out, call, credentials, free, handle, lend, make_handle, optional_text, text, value},
    portal::siplaunch_portal,
    status::siplaunch_status,
};

/// How the characters of an SMS are encoded.
#[repr(C)]
pub enum siplaunch_sms_encoding {
    /// The GSM 7-bit default alphabet and its extension: 160 septets, or 153 for each of several parts.
    Gsm7 = 0,
    /// UCS-2: 70 code units of 16 bits, or 67 for each of several parts.
    Ucs2 = 1,
}

/// What sending a text as SMS takes.
#[repr(C)]
pub struct siplaunch_sms_budget {
    /// The encoding that the text needs.
    pub encoding: siplaunch_sms_encoding,
    /// The first character that the GSM alphabet does not have, as a Unicode code point, or 0.
    pub first_non_gsm: u32,
    /// The text's length in units of the encoding.
    pub units: usize,
    /// The number of parts, which is what is paid for; 1 at least.
    pub parts: usize,
    /// The units left in the last part.
    pub units_left: usize,
    /// The text's length in characters.
    pub characters: usize,
    /// Whether the text keeps to the handbook's advice of 140 characters or fewer.
    pub within_handbook: bool,
}

impl From<SmsBudget> for siplaunch_sms_budget {
    fn from(budget: SmsBudget) -> Self {
        Self {
            encoding: match budget.encoding {
                SmsEncoding::Gsm7 => siplaunch_sms_encoding::Gsm7,
                SmsEncoding::Ucs2 => siplaunch_sms_encoding::Ucs2,
            },
            first_non_gsm: budget.first_non_gsm.map_or(0, u32::from),
            units: budget.units,
            parts: budget.parts,
            units_left: budget.units_left,
            characters: budget.characters,
            within_handbook: budget.is_within_handbook(),
        }
    }
}

/// Counts what sending a text as SMS takes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_sms_count(
    sms: *const c_char,
    sms_len: usize,
    budget: *mut siplaunch_sms_budget,
) -> siplaunch_status {
    // SAFETY: pointer, length and place as the caller gave them.
    unsafe { value(budget, || Ok(SmsBudget::of(text(sms, sms_len)?).into())) }
}

/// Writes the SMS template of a language, "en" or "de" or a tag that begins so: "{link} to launch {brand}".
///
/// Fails with SIPLAUNCH_STATUS_LANGUAGE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_sms_template(
    language: *const c_char,
    language_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointer, length and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let language = Language::of_tag(text(language, language_len)?)?;
            out.copy(SmsDraft::template_in(language).as_bytes())
        })
    }
}

/// Writes an SMS: a template with {link} once, white space on both sides of it unless it is first or last, and {brand} as
/// often as wanted; the launch link; the app's name as customers know it. budget may be NULL.
///
/// Fails with SIPLAUNCH_STATUS_TEMPLATE, _TEMPLATE_LINK, _TEMPLATE_SPACING, _BRAND_NAME, _MESSAGE_LINK or
/// _MESSAGE_LENGTH.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_sms_compose(
    template_text: *const c_char,
    template_text_len: usize,
    link: *const c_char,
    link_len: usize,
    brand_name: *const c_char,
    brand_name_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
    budget: *mut siplaunch_sms_budget,
) -> siplaunch_status {
    // SAFETY: pointers, lengths, buffer and place as the caller gave them.
    unsafe {
        call((Out::new(out, capacity, len), Optional(budget)), |(out, budget)| {
            let (template, link) = (text(template_text, template_text_len)?, text(link, link_len)?);
            let sms = SmsDraft { template, link, brand_name: text(brand_name, brand_name_len)? }.compose()?;
            out.copy(sms.text().as_bytes())?;
            budget.put(sms.budget().into());
            Ok(())
        })
    }
}

/// Counts the SMS that the same template and brand would make with a sealed link of these credentials: what sealing
/// saves. No key is needed for it.
///
/// Fails as siplaunch_sms_compose() and siplaunch_credentials_check().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_sms_count_sealed(
    template_text: *const c_char,
    template_text_len: usize,
    brand_name: *const c_char,
    brand_name_len: usize,
    portal: *const siplaunch_portal,
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
    budget: *mut siplaunch_sms_budget,
) -> siplaunch_status {
    // SAFETY: handle, pointers, lengths and place as the caller gave them.
    unsafe {
        value(budget, || {
            let credentials = credentials(username, username_len, server, server_len, password, password_len)?;
            let draft = SmsDraft {
                template: text(template_text, template_text_len)?,
                link: "",
                brand_name: text(brand_name, brand_name_len)?,
            };
            Ok(draft.sealed_budget(&handle(portal)?.0.as_portal(), credentials)?.into())
        })
    }
}

/// A mail with a launch link in it. Send both parts as multipart/alternative in UTF-8, the plain text first. What it
/// lends is wiped when it is freed. Immutable: any number of threads may read it.
pub struct siplaunch_mail(Mail);

/// Composes a mail: the words in a language, the launch link, the app's name as customers know it.
///
/// language is "en" or "de" or a tag that begins so (BCP 47); subject, text (with {link} alone on one line) and button
/// (what the HTML shows in place of the link) replace the language's own words and may each be NULL. With all three of
/// them the language can be any. {brand} in them stands for the name. accent_color is the colour of the HTML's button, "#"
/// and six hex digits; NULL means the page's blue.
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

/// Lends the subject until the mail is freed: one line of any characters, for a header that has yet to be encoded. Never
/// holds the link. Not NUL-terminated. siplaunch_mail_subject_header() gives it encoded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_mail_subject(
    mail: *const siplaunch_mail,
    subject: *mut *const c_char,
    subject_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe { lend(subject, subject_len, || Ok(Some(handle(mail)?.0.subject()))) }
}

/// Writes the subject as the value of a Subject header: ASCII, words that need it encoded (RFC 2047), and lines of at most
/// 78 bytes with the header's name before it, joined by CR, LF and a space (RFC 5322).
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

/// Lends the text/plain part until the mail is freed, the link alone on a line. Lines end in LF. Not NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_mail_text(
    mail: *const siplaunch_mail,
    text: *mut *const c_char,
    text_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe { lend(text, text_len, || Ok(Some(handle(mail)?.0.text()))) }
}

/// Lends the text/html part until the mail is freed, a whole document. Lines end in LF. Not NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_mail_html(
    mail: *const siplaunch_mail,
    html: *mut *const c_char,
    html_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: handle and places as the caller gave them.
    unsafe { lend(html, html_len, || Ok(Some(handle(mail)?.0.html()))) }
}

/// Frees a mail and wipes it. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_mail_free(mail: *mut siplaunch_mail) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(mail) }
}

/// Writes the text of a ticket of the later Sipwise generation, for a QR code: username, server, the expiry in
/// milliseconds as the token's issuer told it, and the token of 32 hex digits.
///
/// Fails as siplaunch_credentials_check() or with SIPLAUNCH_STATUS_TICKET_TOKEN.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_ticket(
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    expire_ms: u64,
    token: *const c_char,
    token_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let (username, server) = (text(username, username_len)?, text(server, server_len)?);
            let ticket = Ticket { username, server, expire_ms, token: text(token, token_len)? };
            out.copy(ticket.to_text()?.as_bytes())
        })
    }
}
