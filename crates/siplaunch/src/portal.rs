#[cfg(feature = "alloc")]
use alloc::string::String;
use core::fmt;

use crate::{
    Error, Link, Payload, query,
    url::{HttpUrl, check_param},
};

/// The address of a portal's launch handler: the base of its launch links, and the parameter that carries the payload.
///
/// The base is an absolute http or https URL in ASCII with a host. A query that it has is kept; a missing path becomes
/// `/`. Launch links should be https: whoever reads one can log in.
///
/// ```
/// use siplaunch::{Portal, Token};
///
/// let token = Token::parse("yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=")?;
/// let portal = Portal::with_param("https://portal.example/p?lang=de", "t")?;
/// assert_eq!(
///     portal.link(token).to_string(),
///     "https://portal.example/p?lang=de&t=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D",
/// );
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Portal<'a> {
    /// The text before the payload, in pieces. The last two are the parameter and `=`, unless the first one is the whole.
    before: [&'a str; 6],
    param: &'a str,
    has_query: bool,
}

impl<'a> Portal<'a> {
    /// The parameter of the handbook's links, `c`.
    pub const DEFAULT_PARAM: &'static str = "c";

    /// Checks a base. The parameter is [`Portal::DEFAULT_PARAM`].
    ///
    /// # Errors
    /// [`Error::PortalBase`] for another scheme, user info, a fragment, white space, a control or non-ASCII character,
    /// no host, or a query that has the parameter already.
    pub fn new(base: &'a str) -> Result<Self, Error> {
        Self::with_param(base, Self::DEFAULT_PARAM)
    }

    /// Checks a base and a parameter: one or more RFC 3986 *unreserved* characters.
    ///
    /// # Errors
    /// [`Error::Param`], and [`Error::PortalBase`] as [`Portal::new`].
    pub fn with_param(base: &'a str, param: &'a str) -> Result<Self, Error> {
        check_param(param)?;
        let HttpUrl { origin, rest } = HttpUrl::parse(base).ok_or(Error::PortalBase)?;
        let root = if rest.starts_with('/') { "" } else { "/" };
        let (joint, query) = match rest.split_once('?') {
            None => ("?", ""),
            Some((_, query)) if query.is_empty() || query.ends_with('&') => ("", query),
            Some((_, query)) => ("&", query),
        };
        // A second value for the parameter would make every link ambiguous.
        if rest.contains('#') || query::values(query, param).next().is_some() {
            return Err(Error::PortalBase);
        }
        let has_query = query.bytes().any(|b| b != b'&');
        // Fewer pieces are faster to write.
        let [origin, rest] = if root.is_empty() { [base, ""] } else { [origin, rest] };
        Ok(Self { before: [origin, root, rest, joint, param, "="], param, has_query })
    }

    /// Whether the base has a query of its own, such as `?lang=de`: a reason to warn whoever sets it.
    ///
    /// Its links then end in `&c=…`, and some programs that rewrite links in mails take that second parameter away: one
    /// of nine tried did, and the customer's tap ends at a link that is not valid. Keep such data in the
    /// path.
    ///
    /// ```
    /// use siplaunch::Portal;
    ///
    /// assert!(Portal::new("https://portal.example/p?lang=de")?.has_query());
    /// assert!(!Portal::new("https://portal.example/de/p")?.has_query());
    /// # Ok::<(), siplaunch::Error>(())
    /// ```
    #[must_use]
    pub fn has_query(&self) -> bool {
        self.has_query
    }

    /// The parameter that carries the payload.
    #[must_use]
    pub fn param(&self) -> &'a str {
        self.param
    }

    /// The text before the payload, in pieces.
    pub(crate) const fn before_payload(&self) -> [&'a str; 6] {
        self.before
    }

    /// The launch link that carries a token or a sealed token (handbook B.1.1.1): base, parameter, and the payload, which
    /// is percent-escaped if it is a token.
    #[must_use]
    #[inline]
    pub fn link(&self, payload: impl Into<Payload<'a>>) -> Link<'a> {
        Link::launch(self.before, payload.into())
    }
}

/// A [`Portal`] that owns its text.
///
/// ```
/// use siplaunch::{OwnedPortal, Portal, Token};
///
/// let portal = OwnedPortal::from(Portal::new(&String::from("https://portal.example/p"))?);
/// let token = Token::parse("yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=")?;
/// assert!(portal.as_portal().link(token).to_string().starts_with("https://portal.example/p?c=yL"));
/// assert_eq!(portal.as_portal().param(), "c");
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[cfg(feature = "alloc")]
#[derive(Clone, Debug)]
pub struct OwnedPortal {
    /// The text before the payload.
    before: String,
    /// The place where the parameter begins in it; it ends before the last character.
    param_at: usize,
    has_query: bool,
}

#[cfg(feature = "alloc")]
impl OwnedPortal {
    /// The portal, which was checked when it was made.
    #[must_use]
    #[inline]
    pub fn as_portal(&self) -> Portal<'_> {
        let param = &self.before[self.param_at..self.before.len() - 1];
        Portal { before: [&self.before, "", "", "", "", ""], param, has_query: self.has_query }
    }
}

#[cfg(feature = "alloc")]
impl From<Portal<'_>> for OwnedPortal {
    fn from(portal: Portal<'_>) -> Self {
        let before = portal.before.concat();
        Self { param_at: before.len() - 1 - portal.param.len(), has_query: portal.has_query, before }
    }
}

impl fmt::Debug for Portal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal").field("base", &self.before[0]).field("param", &self.param).finish_non_exhaustive()
    }
}
