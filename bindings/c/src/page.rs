use std::ffi::c_char;

use siplaunch::{BadSetting, Page};

use crate::{
    call::{Lent, Optional, Place, array, call, free, text},
    status::siplaunch_status,
};

/// The look and the texts of a launch page. Immutable: any number of threads may use it at the same time. Handlers copy
/// it: it can be freed.
pub struct siplaunch_page(pub(crate) Page);

/// A setting of a page: a name and a value.
#[repr(C)]
pub struct siplaunch_setting {
    /// The name, one of those that siplaunch_page_setting() lists.
    pub name: *const c_char,
    /// The length of the name in bytes.
    pub name_len: usize,
    /// The value in UTF-8.
    pub value: *const c_char,
    /// The length of the value in bytes.
    pub value_len: usize,
}

/// More than there are settings: a larger number is a mistake.
const MAX_SETTINGS: usize = 256;

/// Makes the launch page of a handler that is reached at base. siplaunch_page_setting() lists the settings, and
/// docs/page.md of the source explains them. settings may be NULL if count is 0.
///
/// bad and bad_len may be NULL. On failure they get the name of the setting at fault, "base" for the base, or an empty
/// text for an unknown name: not NUL-terminated, never freed. The name of a missing text counts as at fault.
///
/// Fails with SIPLAUNCH_STATUS_PORTAL_BASE, _BRAND_NAME, _PACKAGE, _FALLBACK_URL, or _PAGE_TEXT to _PAGE_TEXT_MISSING.
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
            if count > MAX_SETTINGS {
                return Err(siplaunch_status::InputTooLong);
            }
            let settings = array(settings, count)?;
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

/// Lends name, kind and help of the i-th setting of siplaunch_page_new(), counted from 0: English, not NUL-terminated,
/// never freed. kind is the form of the value, such as "http or https URL"; the name of a text begins with "texts.".
///
/// Fails with SIPLAUNCH_STATUS_INDEX after the last one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_page_setting(
    i: usize,
    name: *mut *const c_char,
    name_len: *mut usize,
    kind: *mut *const c_char,
    kind_len: *mut usize,
    help: *mut *const c_char,
    help_len: *mut usize,
) -> siplaunch_status {
    let places = (Lent::new(name, name_len), (Lent::new(kind, kind_len), Lent::new(help, help_len)));
    // SAFETY: places as the caller gave them.
    unsafe {
        call(places, |(name, (kind, help))| {
            let setting = Page::settings().nth(i).ok_or(siplaunch_status::Index)?;
            name.put(Some(setting.name));
            kind.put(Some(setting.kind.as_str()));
            help.put(Some(setting.help));
            Ok(())
        })
    }
}
