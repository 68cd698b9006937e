use core::fmt;

use crate::Error;

/// The URL scheme that an app build registers (RFC 3986 §3.1), such as `sipphone`.
///
/// Kept as it was given; 1 to [`Scheme::MAX_LEN`] bytes of ASCII.
///
/// ```
/// use siplaunch::{Error, Scheme};
///
/// assert_eq!(Scheme::new("acme-phone")?.as_str(), "acme-phone");
/// assert_eq!(Scheme::new("acme phone"), Err(Error::Scheme));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    bytes: [u8; Self::MAX_LEN],
    len: u8,
}

impl Scheme {
    /// The longest scheme, in bytes.
    pub const MAX_LEN: usize = 63;

    /// `sipphone`, the scheme of the published sip:phone app.
    pub const SIP_PHONE: Self = Self::from_ascii(b"sipphone");

    /// Checks and keeps a scheme.
    ///
    /// # Errors
    /// [`Error::Scheme`] if it is not a letter followed by letters, digits, `+`, `-` and `.`, or is too long.
    pub fn new(scheme: &str) -> Result<Self, Error> {
        let good = scheme.len() <= Self::MAX_LEN
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        if good { Ok(Self::from_ascii(scheme.as_bytes())) } else { Err(Error::Scheme) }
    }

    const fn from_ascii(text: &[u8]) -> Self {
        let mut bytes = [0; Self::MAX_LEN];
        let (head, _) = bytes.split_at_mut(text.len());
        head.copy_from_slice(text);
        #[expect(clippy::cast_possible_truncation, reason = "callers keep to MAX_LEN")]
        Self { bytes, len: text.len() as u8 }
    }

    /// The scheme as text, without `://`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[..usize::from(self.len)]).expect("a scheme is ASCII")
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scheme").field(&self.as_str()).finish()
    }
}
