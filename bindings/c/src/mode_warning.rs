use std::ffi::c_char;

use crate::status::with_nul;

const WARNING: &str = match siplaunch::mode_warning(0o777) {
    Some(warning) => warning,
    None => "",
};

/// The warning about a regular file with secrets whose Unix permissions, the st_mode of stat(), are too open: others
/// than its owner and its group may read it, or others than its owner may write it. NUL-terminated, never freed; NULL if
/// the permissions are good. Put the file's path and mode before it.
#[unsafe(no_mangle)]
pub extern "C" fn siplaunch_mode_warning(mode: u32) -> *const c_char {
    const TEXT: &[u8] = &with_nul::<{ WARNING.len() + 1 }>(WARNING);
    if siplaunch::mode_warning(mode).is_some() { TEXT.as_ptr().cast() } else { std::ptr::null() }
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;

    #[test]
    fn only_open_modes_have_a_warning() {
        assert!(siplaunch_mode_warning(0o640).is_null());
        // SAFETY: a NUL-terminated text that is never freed.
        let warning = unsafe { CStr::from_ptr(siplaunch_mode_warning(0o644)) };
        assert_eq!(warning.to_str().ok(), siplaunch::mode_warning(0o644));
    }
}
