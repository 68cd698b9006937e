use std::{ffi::c_char, slice};

use siplaunch::{BadSetting, Page, PageText};

use crate::{
    call::{Optional, Place, call, free, lend, text},
    status::siplaunch_status,
};

/// How a launch page looks and what it says. Immutable: any number of threads may use it at the same time. Handlers take
/// a copy, so that it can be freed when they are made.
pub struct siplaunch_page(pub(crate) Page);

/// A setting of a page, by name.
#[repr(C)]
pub struct siplaunch_setting {
    /// The name, one of siplaunch_page_new()'s.
    pub name: *const c_char,
    /// How many bytes the name has.
    pub name_len: usize,
    /// The value in UTF-8.
    pub value: *const c_char,
    /// How many bytes the value has.
    pub value_len: usize,
}

const MAX_SETTINGS: usize = 256;

/// Makes the launch page of a handler that is reached at base. settings may be NULL if count is 0. Names:
///
/// - brand_name: the brand's name as customers know it; "sip:phone" if it is not given
/// - language: a tag such as "en", "de-AT" or "ar"; a language other than en and de needs all texts
/// - direction: "ltr" or "rtl", of the language that is given
/// - accent_color: the button's, "#" and six hex digits
/// - logo: a data: URI in Base64 of at most 65,536 bytes, of a PNG, SVG, JPEG or WebP image; logo_alt: what it says
/// - android_package: application id for Android's intent link; android_fallback_url: where that goes without the app
/// - app_store, google_play: URLs of buttons to the stores; new_link_url: of one for customers whose link has expired
/// - auto_open: "true" or "false"; mostly blocked by browsers
/// - texts.title, texts.lead and others, listed by siplaunch_page_text_name(): a text in which {brand} stands for the name
///
/// bad and bad_len may be NULL together; else they get the name of the setting at fault, or "base", not NUL-terminated
/// and never freed: a text that is missing is named too, and what is no name is told as an empty one.
///
/// Fails with SIPLAUNCH_STATUS_PORTAL_BASE, _PACKAGE, _FALLBACK_URL, or _PAGE_TEXT to _PAGE_TEXT_MISSING.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_page_new(
    base: *const c_char,
    base_len: usize,
    settings: *const siplaunch_setting,
    count: usize,
    bad: *mut *const c_char,
    bad_len: *mut usize,
    page: *mut *mut siplaunch_page,
) -> siplaunch_status {
    // SAFETY: pointers, lengths and places as the caller gave them.
    unsafe {
        call((Place(page), (Optional(bad), Optional(bad_len))), |(page, (bad, bad_len))| {
            if settings.is_null() && count > 0 {
                return Err(siplaunch_status::NullPointer);
            }
            if count > MAX_SETTINGS {
                return Err(siplaunch_status::InputTooLong);
            }
            let settings = if count == 0 { &[] } else { slice::from_raw_parts(settings, count) };
            let pair = |setting: &siplaunch_setting| {
                Ok((text(setting.name, setting.name_len)?, text(setting.value, setting.value_len)?))
            };
            let pairs = settings.iter().map(pair).collect::<Result<Vec<_>, siplaunch_status>>()?;
            match Page::from_settings(text(base, base_len)?, &pairs) {
                Ok(made) => page.put(Box::into_raw(Box::new(siplaunch_page(made)))),
                Err(BadSetting { name, error }) => {
                    bad.put(name.as_ptr().cast());
                    bad_len.put(name.len());
                    return Err(error.into());
                }
            }
            Ok(())
        })
    }
}

/// Frees a page. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_page_free(page: *mut siplaunch_page) {
    // SAFETY: a handle that the caller does not use any more.
    unsafe { free(page) }
}

/// Lends the name of the i-th text of a page, such as "title", never freed: a setting has it after "texts.".
///
/// Fails with SIPLAUNCH_STATUS_INDEX after the last one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_page_text_name(
    i: usize,
    name: *mut *const c_char,
    name_len: *mut usize,
) -> siplaunch_status {
    // SAFETY: places as the caller gave them.
    unsafe { lend(name, name_len, || Ok(Some(PageText::ALL.get(i).ok_or(siplaunch_status::Index)?.as_str()))) }
}
