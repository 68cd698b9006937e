use alloc::{borrow::Cow, format, string::String};
use core::fmt::{self, Write as _};

use zeroize::Zeroizing;

use crate::{Scheme, html::Escaped, refusal::Refusal};

/// For a body without style and image.
const PLAIN_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `SCHEME` beside `'self'`: Chromium and WebKit drop the redirect to the app without a word where it is missing.
pub(crate) fn with_form(policy: &str, scheme: &Scheme) -> String {
    policy.replace("form-action 'none'", &format!("form-action 'self' {}:", scheme.as_str()))
}

macro_rules! page {
    ($title:literal, $text:literal $(, $end:expr)?) => {
        concat!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n",
            "<meta name=\"viewport\" content=\"width=device-width\">\n",
            "<title>",
            $title,
            "</title>\n<p>",
            $text,
            "</p>\n",
            $($end,)?
            "</html>\n",
        )
    };
}

macro_rules! form {
    ($button:literal) => {
        concat!("<form method=\"post\"><button type=\"submit\">", $button, "</button></form>\n")
    };
}

/// The page of a further tap, before and after the app link. `main` lets keyboards and screen readers go straight to it.
const AGAIN_PARTS: [&str; 2] = [
    "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
     <meta name=\"viewport\" content=\"width=device-width\">\n<title>Open the app</title>\n<main><a href=\"",
    "\">Open the app</a></main>\n</html>\n",
];

/// The reason for an answer, for logs and metrics. More variants may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// A good link: the answer redirects to the app link.
    Launched,
    /// A good link: the answer is the launch page.
    Page,
    /// A good link that needs a tap: the answer is the page with its button, which does not hold the login.
    Form,
    /// A further tap on a one-time link: the answer is a page that opens the app again.
    Again,
    /// The parameter is missing, there twice, or has no good link.
    Bad,
    /// An authentic sealed link past its time.
    Expired,
    /// A sealed link that the portal does not let in any more.
    Revoked,
    /// A one-time link that is used up.
    Used,
    /// The query is longer than [`LaunchHandler::MAX_QUERY_LEN`](crate::LaunchHandler::MAX_QUERY_LEN).
    TooLong,
    /// Another method than GET and HEAD, and POST of a link that needs no tap.
    Method,
    /// A one-time link that could not be claimed: the claim store is out of reach, or the handler has none.
    Unavailable,
}

impl Reason {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Launched,
        Self::Page,
        Self::Form,
        Self::Again,
        Self::Bad,
        Self::Expired,
        Self::Revoked,
        Self::Used,
        Self::TooLong,
        Self::Method,
        Self::Unavailable,
    ];

    /// One word in lower-case letters and `_`, which never changes.
    ///
    /// ```
    /// assert_eq!(siplaunch::Reason::TooLong.as_str(), "too_long");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Launched => "launched",
            Self::Page => "page",
            Self::Form => "form",
            Self::Again => "again",
            Self::Bad => "bad",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Used => "used",
            Self::TooLong => "too_long",
            Self::Method => "method",
            Self::Unavailable => "unavailable",
        }
    }
}

/// The answer of a [`LaunchHandler`](crate::LaunchHandler): status, headers and body, to be sent as they are.
///
/// Every response says not to be stored, indexed, sniffed or named as a referrer. The `Location` of a redirect is a
/// finished header value: send its bytes as they are, and not through a URL class or a redirect helper. It holds the
/// customer's login, as the body of a [`Page`](crate::Page) does: both are left out of `Debug`, and wiped when the
/// response is dropped.
#[derive(Clone)]
pub struct Response {
    status: u16,
    reason: Reason,
    location: Option<Zeroizing<String>>,
    allow: Option<&'static str>,
    policy: Cow<'static, str>,
    body: Body,
}

#[derive(Clone)]
enum Body {
    Fixed(&'static str),
    Made(Zeroizing<String>),
}

impl Response {
    /// The headers that every response has, with the same values. A server can prepare them once.
    ///
    /// ```
    /// use siplaunch::{LaunchHandler, Request, Response, Scheme};
    ///
    /// let response = LaunchHandler::new(Scheme::SIP_PHONE).handle(Request::new("GET", b"c=nonsense"));
    /// assert!(Response::FIXED_HEADERS.iter().all(|fixed| response.headers().any(|header| header == *fixed)));
    /// ```
    pub const FIXED_HEADERS: [(&str, &str); 5] = [
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Robots-Tag", "noindex, nofollow"),
        ("Content-Type", "text/html; charset=utf-8"),
    ];

    /// The HTTP status code (RFC 9110 §15).
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The reason for the answer.
    ///
    /// ```
    /// use siplaunch::{LaunchHandler, Reason, Request, Scheme};
    ///
    /// let handler = LaunchHandler::new(Scheme::SIP_PHONE);
    /// assert_eq!(handler.handle(Request::new("GET", b"c=nonsense")).reason(), Reason::Bad);
    /// ```
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// The headers in the order to send them, each name once. `Content-Length` is the server's to add.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let location = self.location.as_ref().map(|link| ("Location", link.as_str()));
        let allow = self.allow.map(|methods| ("Allow", methods));
        let policy = ("Content-Security-Policy", &*self.policy);
        location.into_iter().chain(allow).chain(Self::FIXED_HEADERS).chain([policy])
    }

    /// The value of one header; names are compared without regard to case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(candidate, _)| candidate.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The body: HTML, or nothing in answer to HEAD.
    #[must_use]
    pub fn body(&self) -> &str {
        match &self.body {
            Body::Fixed(text) => text,
            Body::Made(text) => text,
        }
    }

    pub(crate) fn redirect(status: u16, link: String) -> Self {
        let body =
            page!("Opening the app", "The app should open now. If it does not, install it and tap the link again.");
        Self { location: Some(link.into()), ..Self::new(status, Reason::Launched, body) }
    }

    /// A form whose button opens the app.
    pub(crate) fn form(scheme: &Scheme) -> Self {
        let body = page!("Open the app", "The button opens the app and signs you in.", form!("Open the app"));
        Self { policy: with_form(PLAIN_POLICY, scheme).into(), ..Self::new(200, Reason::Form, body) }
    }

    /// A page whose link opens the app.
    pub(crate) fn again(scheme: &Scheme, link: &str) -> Self {
        let [before, after] = AGAIN_PARTS;
        let mut body = Zeroizing::new(String::with_capacity(before.len() + 6 * link.len() + after.len()));
        body.push_str(before);
        // A String takes all that is written to it.
        let _ = write!(body, "{}", Escaped(link));
        body.push_str(after);
        let policy = with_form(PLAIN_POLICY, scheme).into();
        Self { policy, body: Body::Made(body), ..Self::new(200, Reason::Again, "") }
    }

    pub(crate) fn refusal(refusal: Refusal, scheme: &Scheme) -> Self {
        const BAD_LINK: &str = page!("Link not valid", "This link is not valid. Copy it whole, or ask for a new one.");
        const METHOD: &str = page!("Method not allowed", "Open this link in a browser.");
        const GONE: &str = page!("Link expired", "This link is no longer valid. Ask for a new one.");
        const USED: &str =
            page!("Link used", "This link was used already. If it was not you, ask for a new one at once.");
        const TOO_LONG: &str = page!("Link too long", "This link is too long. Copy it alone, or ask for a new one.");
        const UNAVAILABLE: &str = page!("Try again", "The app cannot be opened at the moment. Try again in a minute.");
        const UNAVAILABLE_TAP: &str =
            page!("Try again", "The app cannot be opened at the moment. Try again in a minute.", form!("Try again"));
        let (status, reason, body) = match refusal {
            Refusal::BadLink => (400, Reason::Bad, BAD_LINK),
            Refusal::MethodNotAllowed { .. } => (405, Reason::Method, METHOD),
            Refusal::Expired => (410, Reason::Expired, GONE),
            Refusal::Revoked => (410, Reason::Revoked, GONE),
            Refusal::Used => (410, Reason::Used, USED),
            Refusal::QueryTooLong => (414, Reason::TooLong, TOO_LONG),
            Refusal::Unavailable { tap: false } => (503, Reason::Unavailable, UNAVAILABLE),
            Refusal::Unavailable { tap: true } => (503, Reason::Unavailable, UNAVAILABLE_TAP),
        };
        let answer = Self::new(status, reason, body);
        match refusal {
            Refusal::MethodNotAllowed { post: false } => Self { allow: Some("GET, HEAD"), ..answer },
            Refusal::MethodNotAllowed { post: true } => Self { allow: Some("GET, HEAD, POST"), ..answer },
            Refusal::Unavailable { tap: true } => Self { policy: with_form(PLAIN_POLICY, scheme).into(), ..answer },
            _ => answer,
        }
    }

    /// To be given a page.
    pub(crate) const fn ok(reason: Reason) -> Self {
        Self::new(200, reason, "")
    }

    /// The same answer with a page for its body.
    pub(crate) fn with_page(self, policy: String, body: Zeroizing<String>) -> Self {
        Self { policy: Cow::Owned(policy), body: Body::Made(body), ..self }
    }

    pub(crate) fn without_body(self) -> Self {
        Self { body: Body::Fixed(""), ..self }
    }

    const fn new(status: u16, reason: Reason, body: &'static str) -> Self {
        Self {
            status,
            reason,
            location: None,
            allow: None,
            policy: Cow::Borrowed(PLAIN_POLICY),
            body: Body::Fixed(body),
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status).field("reason", &self.reason).finish_non_exhaustive()
    }
}
