use std::ffi::c_char;

use siplaunch::Ticket;

use crate::{
    call::{Out, call, text},
    status::siplaunch_status,
};

/// Writes the text of a ticket of the later Sipwise generation, for a QR code. expire_ms is the expiry in milliseconds
/// since 1970-01-01 00:00 UTC, as the token's issuer gave it; token is its 32 hex digits.
///
/// Fails as siplaunch_credentials_check() or with SIPLAUNCH_STATUS_QR_TICKET.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_ticket_text(
    username: *const c_char,
    username_len: usize,
    server: *const c_char,
    server_len: usize,
    expire_ms: u64,
    token: *const c_char,
    token_len: usize,
    out: *mut c_char,
    capacity: usize,
    len: *mut usize,
) -> siplaunch_status {
    // SAFETY: pointers, lengths and buffer as the caller gave them.
    unsafe {
        call(Out::new(out, capacity, len), |out| {
            let (username, server) = (text(username, username_len)?, text(server, server_len)?);
            let ticket = Ticket { username, server, expire_ms, token: text(token, token_len)? };
            out.copy(ticket.to_text()?.as_bytes())
        })
    }
}
