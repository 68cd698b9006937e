use pyo3::prelude::*;
use zeroize::Zeroizing;

use crate::{
    error::{Result, not_pickled},
    text::{Secret, Text},
};

/// A login by ticket, not by password, for the QR codes of the later Sipwise generation (mr10.1 and up).
///
/// Another program asks for the ticket's token and redeems it; this class only makes the text.
///
/// Args:
///     username (str): the SIP username.
///     server (str): the SIP server or domain.
///     expire_ms (int): the expiry in milliseconds, as the issuer of the token gave it.
///     token (str): 32 hex digits.
///
/// Raises:
///     CredentialsError: a field that is empty, or has `&` or a control character.
///     QrError: a bad token.
///
/// >>> Ticket(username="a", server="b", expire_ms=1_800_000_000_000, token="0123456789abcdef" * 2).to_text()
/// 'username=a&server=b&expire=1800000000000&token=0123456789abcdef0123456789abcdef'
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Ticket(Zeroizing<String>);

#[pymethods]
impl Ticket {
    #[new]
    #[pyo3(signature = (*, username, server, expire_ms, token))]
    fn new(username: Text<'_>, server: Text<'_>, expire_ms: u64, token: Text<'_>) -> Result<Self> {
        let ticket = siplaunch::Ticket { username: username.0, server: server.0, expire_ms, token: token.0 };
        Ok(Self(ticket.to_text()?))
    }

    /// The text (`str`), for `QrCode`.
    fn to_text(&self) -> Secret {
        Secret(self.0.clone())
    }

    fn __repr__(&self) -> &'static str {
        "<siplaunch.Ticket>"
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a Ticket holds a login"))
    }
}
