use std::ffi::c_char;

use siplaunch::LinkId;

use crate::credentials::siplaunch_fields;

/// The content of a sealed token. The fields are places in the buffer that it was opened into.
#[repr(C)]
pub struct siplaunch_opened {
    /// The credentials.
    pub fields: siplaunch_fields,
    /// When the link expires, in seconds since 1970-01-01 00:00 UTC.
    pub expires: u64,
    /// The id of the link, for revocation and single use: 32 lower-case hex digits and a NUL. No secret.
    pub id: [c_char; 33],
    /// Whether it is a one-time link, which opens the app only once it is claimed.
    pub is_one_time: bool,
}

impl siplaunch_opened {
    pub(crate) fn new(fields: siplaunch_fields, expires: u64, id: LinkId, is_one_time: bool) -> Self {
        Self { fields, expires, id: id_text(id), is_one_time }
    }
}

fn id_text(id: LinkId) -> [c_char; 33] {
    let mut text = [0; 33];
    for (place, digit) in text.iter_mut().zip(id.to_string().bytes()) {
        *place = c_char::from_ne_bytes([digit]);
    }
    text
}
