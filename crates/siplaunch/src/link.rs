#[cfg(feature = "alloc")]
use alloc::{string::String, vec};
use core::fmt;
#[cfg(feature = "alloc")]
use core::mem;

use memchr::memchr2;
#[cfg(feature = "alloc")]
use zeroize::Zeroizing;

use crate::{
    Error, Payload, Scheme, Token,
    android::AndroidApp,
    base64::Form,
    percent::{escaped_len, unescape_into, write_escaped},
    query::{single_value, split_once},
    url::strip_scheme,
    writer::{Render, Writer},
};

/// A finished link: an app link, a launch link or an Android intent link.
///
/// Made by [`Scheme::app_link`], [`Scheme::intent_link`] and [`Portal::link`](crate::Portal::link). Print
/// it with `{}`, write it into a buffer with [`Link::write_into`], or turn it into a `String`. Nothing is encrypted
/// before that; each writing encrypts a token made from credentials once.
///
/// Keep links out of URL classes and redirect helpers: an app link has its token's first characters in the place
/// of a URL's host, and many libraries turn a host to lower case, which destroys the token. The text is ready for a
/// `Location` header as it is.
#[derive(Clone, Copy)]
pub struct Link<'a> {
    before: [&'a str; 6],
    payload: Payload<'a>,
    form: Form,
    intent: Option<Intent<'a>>,
}

#[derive(Clone, Copy)]
struct Intent<'a> {
    scheme: &'a str,
    app: AndroidApp<'a>,
}

impl<'a> Intent<'a> {
    fn fixed(&self) -> [&'a str; 4] {
        ["#Intent;scheme=", self.scheme, ";package=", self.app.package]
    }

    const BEFORE_FALLBACK: &'static str = ";S.browser_fallback_url=";
    const END: &'static str = ";end";
}

impl<'a> Link<'a> {
    pub(crate) const fn launch(before: [&'a str; 6], payload: Payload<'a>) -> Self {
        Self { before, payload, form: Form::Escaped, intent: None }
    }

    /// The length of the link in bytes. For a launch link made from credentials, finding it costs an encryption.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a link is never empty")]
    pub fn len(&self) -> usize {
        if self.form == Form::Escaped { self.rendered_len() } else { self.max_len() }
    }

    /// Writes the link into `out` and returns the part that it took; the bytes after that may change too. Allocates
    /// nothing.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`]; `out` is then as it was.
    #[inline]
    pub fn write_into<'b>(&self, out: &'b mut [u8]) -> Result<&'b str, Error> {
        self.render_into(out)
    }

    /// Writes the link into `out` and returns its length in bytes, all of them ASCII; otherwise as [`Link::write_into`].
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`]; `out` is then as it was.
    #[inline]
    pub fn write_bytes_into(&self, out: &mut [u8]) -> Result<usize, Error> {
        self.render_bytes_into(out)
    }
}

impl Render for Link<'_> {
    #[inline]
    fn max_len(&self) -> usize {
        let before: usize = self.before.iter().map(|piece| piece.len()).sum();
        let payload = self.payload.max_len(self.form);
        let after = self.intent.map_or(0, |intent| {
            let fixed: usize = intent.fixed().iter().map(|piece| piece.len()).sum();
            let fallback = intent.app.fallback_url.map_or(0, |url| Intent::BEFORE_FALLBACK.len() + escaped_len(url));
            fixed + fallback + Intent::END.len()
        });
        before.saturating_add(payload).saturating_add(after)
    }

    #[inline]
    fn render(&self, out: &mut impl Writer) -> fmt::Result {
        for piece in self.before {
            out.write(piece.as_bytes())?;
        }
        self.payload.render_as(self.form, out)?;
        let Some(intent) = self.intent else { return Ok(()) };
        for piece in intent.fixed() {
            out.write(piece.as_bytes())?;
        }
        if let Some(url) = intent.app.fallback_url {
            out.write(Intent::BEFORE_FALLBACK.as_bytes())?;
            write_escaped(url, out)?;
        }
        out.write(Intent::END.as_bytes())
    }
}

impl fmt::Display for Link<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.render(f)
    }
}

impl fmt::Debug for Link<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

#[cfg(feature = "alloc")]
impl From<Link<'_>> for String {
    fn from(link: Link<'_>) -> Self {
        link.render_to_string()
    }
}

/// Links that an app build opens.
impl Scheme {
    /// The app link of a token: `SCHEME://TOKEN`, the token as it is.
    ///
    /// ```
    /// use siplaunch::{Scheme, Token};
    ///
    /// let token = Token::parse("yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=")?;
    /// let link = Scheme::SIP_PHONE.app_link(token);
    /// assert_eq!(link.to_string(), "sipphone://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=");
    /// # Ok::<(), siplaunch::Error>(())
    /// ```
    #[must_use]
    pub fn app_link<'a>(&'a self, token: Token<'a>) -> Link<'a> {
        Link { before: self.before_token(), payload: token.into(), form: Form::Plain, intent: None }
    }

    /// The intent link of a token, which Chrome on Android opens in the app `package`, or else at `fallback_url`.
    ///
    /// # Errors
    /// [`Error::Package`] or [`Error::FallbackUrl`].
    ///
    /// ```
    /// use siplaunch::{Scheme, Token};
    ///
    /// let token = Token::parse("yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=")?;
    /// let link = Scheme::SIP_PHONE.intent_link(token, "com.example.phone", Some("https://example.org/app"))?;
    /// assert_eq!(
    ///     link.to_string(),
    ///     "intent://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=#Intent;scheme=sipphone;package=com.example.phone;\
    ///      S.browser_fallback_url=https%3A%2F%2Fexample.org%2Fapp;end",
    /// );
    /// # Ok::<(), siplaunch::Error>(())
    /// ```
    pub fn intent_link<'a>(
        &'a self,
        token: Token<'a>,
        package: &'a str,
        fallback_url: Option<&'a str>,
    ) -> Result<Link<'a>, Error> {
        Ok(self.intent_link_of(token, AndroidApp::new(package, fallback_url)?))
    }

    /// The text before the token of an app link, in pieces.
    pub(crate) fn before_token(&self) -> [&str; 6] {
        [self.as_str(), "://", "", "", "", ""]
    }

    pub(crate) fn intent_link_of<'a>(&'a self, token: Token<'a>, app: AndroidApp<'a>) -> Link<'a> {
        let intent = Some(Intent { scheme: self.as_str(), app });
        Link { before: ["intent://", "", "", "", "", ""], payload: token.into(), form: Form::Plain, intent }
    }

    /// Takes the text of the token out of an app link of this scheme.
    ///
    /// # Errors
    /// [`Error::Link`] if it is anything else, or its token is not good.
    ///
    /// ```
    /// use siplaunch::{Error, Scheme};
    ///
    /// let token = Scheme::SIP_PHONE.parse_app_link("sipphone://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=")?;
    /// assert_eq!(token, "yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=");
    /// assert_eq!(Scheme::SIP_PHONE.parse_app_link("sipphone://yL").err(), Some(Error::Link));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse_app_link<'a>(&self, link: &'a str) -> Result<&'a str, Error> {
        let token = link.strip_prefix(self.as_str()).and_then(|rest| rest.strip_prefix("://")).ok_or(Error::Link)?;
        Token::parse(token).map_err(|_| Error::Link)?;
        Ok(token)
    }
}

/// Takes the text of the payload out of a launch link of any portal. It repairs nothing; only the launch handler does.
///
/// `out` receives that text and needs no more bytes than the link has.
///
/// # Errors
/// [`Error::Link`] if it is not an http or https URL with the parameter once and a good token, or a text of a sealed
/// token's form, in it; [`Error::BufferTooSmall`] if that text does not fit into `out`.
///
/// ```
/// use siplaunch::{Portal, parse_launch_link_into};
///
/// let link = "http://example.org/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D";
/// let mut buffer = [0; 100];
/// let token = parse_launch_link_into(link, Portal::DEFAULT_PARAM, &mut buffer)?;
/// assert_eq!(token, "yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=");
/// # Ok::<(), siplaunch::Error>(())
/// ```
pub fn parse_launch_link_into<'b>(link: &str, param: &str, out: &'b mut [u8]) -> Result<&'b str, Error> {
    let link = strip_scheme(link).ok_or(Error::Link)?;
    let value = value_at_end(link, param).or_else(|| {
        let link = split_once(link, b'#').map_or(link, |(link, _fragment)| link);
        let (_, query) = split_once(link, b'?')?;
        single_value(query, param)
    });
    let value = value.ok_or(Error::Link)?;
    let len = unescape_into(value.as_bytes(), out).ok_or(Error::BufferTooSmall)?;
    let payload = str::from_utf8(&out[..len]).map_err(|_| Error::Link)?;
    Payload::parse(payload).map_err(|_| Error::Link)?;
    Ok(payload)
}

/// The value of a parameter in a link that has no other one and no fragment, as most have.
fn value_at_end<'a>(link: &'a str, param: &str) -> Option<&'a str> {
    let (_, query) = link.split_at(memchr2(b'?', b'#', link.as_bytes())?);
    let value = query.strip_prefix('?')?.strip_prefix(param)?.strip_prefix('=')?;
    memchr2(b'&', b'#', value.as_bytes()).is_none().then_some(value)
}

/// Takes the text of the payload out of a launch link; see [`parse_launch_link_into`].
///
/// # Errors
/// [`Error::Link`].
#[cfg(feature = "alloc")]
pub fn parse_launch_link(link: &str, param: &str) -> Result<Zeroizing<String>, Error> {
    let mut space = Zeroizing::new(vec![0; link.len()]);
    let len = parse_launch_link_into(link, param, &mut space)?.len();
    space.truncate(len);
    String::from_utf8(mem::take(&mut *space)).map(Zeroizing::new).map_err(|_| Error::Link)
}
