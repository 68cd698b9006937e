use std::ffi::{c_char, c_void};

use siplaunch::{Credentials, Field};

use crate::{
    call::{Out, bytes, call, credentials, value},
    status::siplaunch_status,
};

/// The places of three fields in the buffer that they were written to: offsets and lengths in bytes. Not
/// NUL-terminated.
#[repr(C)]
pub struct siplaunch_fields {
    /// The offset of the username.
    pub username_at: usize,
    /// The length of the username.
    pub username_len: usize,
    /// The offset of the server.
    pub server_at: usize,
    /// The length of the server.
    pub server_len: usize,
    /// The offset of the password.
    pub password_at: usize,
    /// The length of the password.
    pub password_len: usize,
}

impl siplaunch_fields {
    /// The places of credentials in the buffer that holds them.
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

/// A character that an app may read in another way, and its field.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct siplaunch_ambiguity {
    /// The character's field.
    pub field: siplaunch_field,
    /// '=', '%' or '+'.
    pub character: c_char,
}

/// Checks credentials, as does each call that makes a token or link of them: each field has one or more characters,
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

/// Lists the characters '=', '%' and '+' in credentials, which the library allows, but an app may read in another way:
/// each of them once for each field that has it. capacity and count are numbers of elements: an array of 9 is always
/// large enough.
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
    let character = c_char::try_from(u32::from(character)).expect("an ambiguous character is ASCII");
    siplaunch_ambiguity { field, character }
}

/// Reads the plaintext of a token, as siplaunch_brand_decode() writes it: exactly username, server and password, in
/// order, once each, all of them good. fields gets their places in that plaintext.
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
