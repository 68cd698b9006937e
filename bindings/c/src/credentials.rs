use std::ffi::{c_char, c_void};

use siplaunch::{Credentials, Field};

use crate::{
    call::{Out, bytes, call, credentials, value},
    status::siplaunch_status,
};

/// Where three fields stand in the buffer that they were written to: offsets and lengths in bytes. Not NUL-terminated.
#[repr(C)]
pub struct siplaunch_fields {
    /// Where the username begins.
    pub username_at: usize,
    /// How long the username is.
    pub username_len: usize,
    /// Where the server begins.
    pub server_at: usize,
    /// How long the server is.
    pub server_len: usize,
    /// Where the password begins.
    pub password_at: usize,
    /// How long the password is.
    pub password_len: usize,
}

impl siplaunch_fields {
    /// Where the fields of credentials are, which were read from `buffer`.
    pub(crate) fn of(credentials: Credentials<'_>, buffer: *const u8) -> Self {
        let at = |field: &str| field.as_ptr() as usize - buffer as usize;
        let Credentials { username, server, password } = credentials;
        Self {
            username_at: at(username),
            username_len: username.len(),
            server_at: at(server),
            server_len: server.len(),
            password_at: at(password),
            password_len: password.len(),
        }
    }
}

/// One of the three fields of credentials.
#[derive(Clone, Copy)]
#[repr(C)]
pub enum siplaunch_field {
    /// The SIP username.
    Username = 0,
    /// The SIP server or domain.
    Server = 1,
    /// The SIP password.
    Password = 2,
}

/// A character that an app might read in another way, and the field that it is in.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct siplaunch_ambiguity {
    /// The field.
    pub field: siplaunch_field,
    /// '=', '%' or '+'.
    pub character: c_char,
}

/// Checks credentials, as each call does that makes a token or link of them: each field has one or more characters,
/// none of them '&' or a control character (U+0000 to U+001F, U+007F).
///
/// Fails with the status of the first bad field, such as SIPLAUNCH_STATUS_PASSWORD_CHARACTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_credentials_check(
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
) -> siplaunch_status {
    // SAFETY: pointers and lengths as the caller gave them.
    unsafe {
        call((), |()| Ok(credentials(username, username_len, server, server_len, password, password_len)?.check()?))
    }
}

/// Lists characters that are passed through, but that an app might read in another way: '=', '%' and '+', each once for
/// each field that has it. At most 9, and their number in count: an array of 9 is always large enough.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_credentials_ambiguities(
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    password: *const c_char,
    password_len: usize,
    out: *mut siplaunch_ambiguity,
    capacity: usize,
    count: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointers, lengths and places as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, count), |out| {
            let found: Vec<_> = credentials(username, username_len, server, server_len, password, password_len)?
                .ambiguities()
                .map(ambiguity)
                .collect();
            out.copy(&found)
        })
    }
}

fn ambiguity((field, character): (Field, char)) -> siplaunch_ambiguity {
    let field = match field {
        Field::Username => siplaunch_field::Username,
        Field::Server => siplaunch_field::Server,
        Field::Password => siplaunch_field::Password,
    };
    // ASCII, as the core says.
    let character = c_char::try_from(u32::from(character)).unwrap_or_default();
    siplaunch_ambiguity { field, character }
}

/// Reads the fields of a token's plaintext, which siplaunch_brand_decode() wrote: exactly username, server and password,
/// in order, once each, all of them good. The fields are told as places in that buffer.
///
/// Fails with SIPLAUNCH_STATUS_PLAINTEXT for anything else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_credentials_from_plaintext(
    plaintext: *const c_void,
    plaintext_len: usize,
    fields: *mut siplaunch_fields,
) -> siplaunch_status {
    // SAFETY: pointer, length and place as the caller gave them.
    unsafe {
        value(fields, || {
            let plaintext = bytes(plaintext, plaintext_len)?;
            Ok(siplaunch_fields::of(Credentials::from_plaintext(plaintext)?, plaintext.as_ptr()))
        })
    }
}
