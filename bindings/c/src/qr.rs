use std::ffi::{c_char, c_void};

use siplaunch::{Error, QrCode};
use zeroize::Zeroize as _;

use crate::{
    call::{Out, call, text},
    status::siplaunch_status,
};

/// Draws a text, such as a launch link, as a QR code in SVG: black on white, error correction level M.
///
/// Fails with SIPLAUNCH_STATUS_QR_TEXT if the text is too long: 2,331 bytes fit in any case.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_qr_svg(
    text: *const c_char,
    text_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointer, length and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| draw(text, text_len, out, |code| Ok(code.to_svg().into_bytes())))
    }
}

/// Draws a text as a QR code in half blocks, UTF-8, for a terminal with light text on a dark background. On a light
/// terminal the code looks inverted, and some scanners do not read it: set light on dark colours there.
///
/// Fails with SIPLAUNCH_STATUS_QR_TEXT if the text is too long: 2,331 bytes fit in any case.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_qr_terminal(
    text: *const c_char,
    text_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointer, length and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| draw(text, text_len, out, |code| Ok(code.to_terminal().into_bytes())))
    }
}

/// Draws a text as a QR code in PNG: black on white, each module 1 to 64 pixels wide; 0 means 8.
///
/// Fails with SIPLAUNCH_STATUS_QR_TEXT if the text is too long, 2,331 bytes fit in any case, or with _QR_SCALE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_qr_png(
    text: *const c_char,
    text_len: usize,
    pixels_per_module: u32,
    out: *mut c_void,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    let scale = if pixels_per_module == 0 { QrCode::DEFAULT_SCALE } else { pixels_per_module };
    // SAFETY: pointer, length and buffer as the caller gave them.
    unsafe { call(Out::new(out, capacity, len), |out| draw(text, text_len, out, |code| code.to_png(scale))) }
}

unsafe fn draw(
    start: *const c_char,
    text_len: usize,
    out: Out,
    format: impl FnOnce(QrCode) -> Result<Vec<u8>, Error>,
) -> Result<(), siplaunch_status> {
    // SAFETY: as the caller of this function says.
    let text = unsafe { text(start, text_len) }?;
    let mut picture = format(QrCode::new(text)?)?;
    // SAFETY: the same.
    let copied = unsafe { out.copy(&picture) };
    picture.zeroize();
    copied
}
