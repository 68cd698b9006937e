use std::ffi::c_char;

use siplaunch::{Language, SmsBudget, SmsDraft, SmsEncoding};

use crate::{
    call::{Optional, Out, call, credentials, handle, text, value},
    portal::siplaunch_portal,
    status::siplaunch_status,
};

/// The encoding of an SMS.
#[repr(C)]
pub enum siplaunch_sms_encoding {
    /// The GSM 7-bit default alphabet and its extension: 160 septets, or 153 for each of several parts.
    Gsm7 = 0,
    /// UCS-2: 70 code units of 16 bits, or 67 for each of several parts.
    Ucs2 = 1,
}

/// The cost of sending a text by SMS.
#[repr(C)]
pub struct siplaunch_sms_budget {
    /// The encoding that the text needs.
    pub encoding: siplaunch_sms_encoding,
    /// The first character that the GSM alphabet does not have, as a Unicode code point, or 0.
    pub first_non_gsm: u32,
    /// The text's length in units of the encoding.
    pub units: usize,
    /// The number of parts, each of which is paid for; 1 at least.
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

/// Counts the cost of sending a text by SMS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_sms_count(
    text: *const c_char,
    text_len: usize,
    budget: *mut siplaunch_sms_budget,
) -> siplaunch_status {
    // SAFETY: pointer, length and place as the caller gave them.
    unsafe { value(budget, || Ok(SmsBudget::of(self::text(text, text_len)?).into())) }
}

/// Writes the SMS template of a language: "en", "de" or a tag that begins so. The English one is "{link} to launch
/// {brand}".
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

/// Puts a launch link and a brand name into the template of an SMS. The template has {link} once, with white space on
/// both sides of it unless it is first or last, and {brand}, which becomes the brand name, as often as wanted. budget
/// may be NULL.
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

/// Counts the cost of the same SMS with a sealed link of these credentials, which shows how much sealing saves. It
/// needs no key.
///
/// Fails as siplaunch_sms_compose() and siplaunch_credentials_check().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_sms_sealed_budget(
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

/// Counts the cost of the same SMS with a one-time link of these credentials. It needs no key.
///
/// Fails as siplaunch_sms_sealed_budget().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_sms_one_time_budget(
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
            Ok(draft.one_time_budget(&handle(portal)?.0.as_portal(), credentials)?.into())
        })
    }
}
