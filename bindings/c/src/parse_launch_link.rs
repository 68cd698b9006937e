use std::ffi::c_char;

use siplaunch::{Error, parse_launch_link_into};

use crate::{
    call::{Out, call, param, text},
    status::siplaunch_status,
};

/// Writes the payload of a launch link, whatever portal the link points to. param is the parameter that carries the
/// payload; NULL means "c". This call repairs nothing; only the launch handler does. The buffer needs link_len bytes.
///
/// Fails with SIPLAUNCH_STATUS_LINK if the text is not an http or https URL with that parameter once, and in it a good
/// token or a text of a sealed token's form.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_parse_launch_link(
    link: *const c_char,
    link_len: usize,
    param: *const c_char,
    param_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let (link, param) = (text(link, link_len)?, self::param(param, param_len)?);
            let parse = |out: &mut [u8]| {
                let space = out.get_mut(..link.len()).ok_or(Error::BufferTooSmall)?;
                parse_launch_link_into(link, param, space).map(str::len)
            };
            out.fill(|| link.len(), parse)
        })
    }
}
