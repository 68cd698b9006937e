use std::ffi::c_char;

use siplaunch::{Error, Portal, parse_launch_link_into};

use crate::{
    call::{Out, call, optional_text, text},
    status::siplaunch_status,
};

/// Takes the token or sealed link out of a launch link, whatever portal it points to. param is the parameter that
/// carries it; NULL means "c". Repairs nothing: that is the launch handler's. The buffer
/// needs link_len bytes.
///
/// Fails with SIPLAUNCH_STATUS_LINK if it is not an http or https URL with that parameter once and a good token, or what
/// may be a sealed link, in it.
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
            let (link, param) = (text(link, link_len)?, optional_text(param, param_len)?);
            let param = param.unwrap_or(Portal::DEFAULT_PARAM);
            let parse = |out: &mut [u8]| {
                let space = out.get_mut(..link.len()).ok_or(Error::BufferTooSmall)?;
                parse_launch_link_into(link, param, space).map(str::len)
            };
            out.fill(|| link.len(), parse)
        })
    }
}
