use alloc::string::{String, ToString as _};
use core::fmt;

use zeroize::Zeroizing;

use crate::{Error, Field};

/// The text of a QR code of the later Sipwise generation (mr10.1 and up): a login by ticket instead of password.
///
/// The ticket's token is asked for and redeemed elsewhere; this builds the text.
///
/// ```
/// use siplaunch::Ticket;
///
/// let ticket = Ticket {
///     username: "testuser",
///     server: "example.org",
///     expire_ms: 1_800_000_000_000,
///     token: "0123456789abcdef0123456789abcdef",
/// };
/// assert_eq!(
///     *ticket.to_text()?,
///     "username=testuser&server=example.org&expire=1800000000000&token=0123456789abcdef0123456789abcdef",
/// );
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Ticket<'a> {
    /// The SIP username.
    pub username: &'a str,
    /// The SIP server or domain.
    pub server: &'a str,
    /// The expiry in milliseconds since 1970-01-01 00:00 UTC, as the token's issuer gave it.
    pub expire_ms: u64,
    /// 32 hex digits, kept as they are.
    pub token: &'a str,
}

impl Ticket<'_> {
    /// The text, `username=…&server=…&expire=…&token=…`, for [`QrCode::new`](crate::QrCode::new).
    ///
    /// # Errors
    /// Those of [`Credentials::check`](crate::Credentials::check) for username and server; [`Error::QrTicket`].
    pub fn to_text(&self) -> Result<Zeroizing<String>, Error> {
        let Self { username, server, expire_ms, token } = self;
        Field::Username.check(username)?;
        Field::Server.check(server)?;
        if token.len() != 32 || !token.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Error::QrTicket);
        }
        let expire = expire_ms.to_string();
        let pieces = ["username=", username, "&server=", server, "&expire=", &expire, "&token=", token];
        Ok(Zeroizing::new(pieces.concat()))
    }
}

impl fmt::Debug for Ticket<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket").finish_non_exhaustive()
    }
}
