use core::fmt;

#[cfg(feature = "alloc")]
use crate::OwnedSealedToken;
use crate::{Error, SealedToken, Token, base64::Form, writer::Writer};

/// The payload of a launch link: a token, which the app reads, or a sealed token, which the launch handler opens.
///
/// ```
/// use siplaunch::{Error, Payload, Portal};
///
/// let payload = Payload::parse("yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=")?;
/// assert!(matches!(payload, Payload::Token(_)));
/// let link = Portal::new("https://portal.example/p")?.link(payload);
/// assert_eq!(link.to_string(), "https://portal.example/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D");
/// assert_eq!(Payload::parse("evil").err(), Some(Error::Token));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// A token. A launch link carries it percent-escaped.
    Token(Token<'a>),
    /// A sealed token. Nothing in it needs escaping.
    SealedToken(SealedToken<'a>),
}

impl<'a> Payload<'a> {
    /// Takes the text of a token or of a sealed token.
    ///
    /// # Errors
    /// [`Error::Token`] if it is neither.
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        match SealedToken::parse(text) {
            Ok(sealed) => Ok(Self::SealedToken(sealed)),
            Err(_) => Token::parse(text).map(Self::Token),
        }
    }

    #[inline]
    pub(crate) fn max_len(self, form: Form) -> usize {
        match self {
            Self::Token(token) => form.max_len(token.len()),
            Self::SealedToken(sealed) => sealed.as_str().len(),
        }
    }

    #[inline]
    pub(crate) fn render_as(self, form: Form, out: &mut impl Writer) -> fmt::Result {
        match self {
            Self::Token(token) => token.render_as(form, out),
            Self::SealedToken(sealed) => out.write(sealed.as_str().as_bytes()),
        }
    }
}

impl<'a> From<Token<'a>> for Payload<'a> {
    #[inline]
    fn from(token: Token<'a>) -> Self {
        Self::Token(token)
    }
}

impl<'a> From<SealedToken<'a>> for Payload<'a> {
    fn from(sealed: SealedToken<'a>) -> Self {
        Self::SealedToken(sealed)
    }
}

#[cfg(feature = "alloc")]
impl<'a> From<&'a OwnedSealedToken> for Payload<'a> {
    fn from(sealed: &'a OwnedSealedToken) -> Self {
        Self::SealedToken(sealed.as_sealed_token())
    }
}
