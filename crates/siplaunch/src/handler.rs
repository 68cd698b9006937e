use alloc::{string::String, vec::Vec};
use core::fmt;

use zeroize::Zeroizing;

use crate::{
    Brand, Error, KeyRing, LinkId, OwnedOpened, Page, Portal, Request, Response, Scheme, SealedLink, Token,
    encoding::unescape_to_vec,
    page::Dress,
    portal::check_param,
    query::{self, single_value},
    repair::{Carried, repair},
    response::Refusal,
};

/// The launch handler (handbook B.1.1.2): turns the tap on a launch link into the app link that the app opens.
///
/// A pure function from a request to a [`Response`]; it does no I/O, keeps no state and can be shared between threads.
///
/// | request | status |
/// | --- | --- |
/// | GET or HEAD with a good token | 302, `Location: SCHEME://TOKEN`, or 200 with the launch page of a handler that has one |
/// | GET or HEAD with a good sealed link, for a handler that has the keys | the same, of the credentials in it |
/// | the parameter missing, twice, or without a good link | 400 |
/// | a sealed link past its time, or revoked by the portal | 410 |
/// | a query of more than [`LaunchHandler::MAX_QUERY_LEN`] bytes | 414 |
/// | another method | 405, `Allow: GET, HEAD` |
///
/// Damage that mail and SMS do to a token is repaired where that needs no guess: a space where `+` was, a second layer
/// of percent-encoding, line breaks inside, missing `=`, punctuation stuck to the end. A token is good if it then is one
/// or more whole AES blocks. It is written to the header in canonical form, never as it came, so that nothing can be
/// injected; and it is not decrypted, so that the handler needs no key and is no padding oracle.
///
/// ```
/// use siplaunch::{LaunchHandler, Request, Scheme};
///
/// let handler = LaunchHandler::new(Scheme::SIP_PHONE);
/// let query = b"c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D";
/// let response = handler.handle(Request::new("GET", query));
/// assert_eq!(response.status(), 302);
/// assert_eq!(response.header("Location"), Some("sipphone://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8="));
/// ```
///
/// Sealed links are opened by a handler that has their keys. A portal that keeps a list of revoked or used links opens
/// first and answers then:
///
/// ```
/// use siplaunch::{Brand, Credentials, KeyRing, LaunchHandler, Request, Scheme, Seal, SealingKey};
///
/// let brand = Brand::sip_phone();
/// let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0)?;
/// let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
/// let sealed = keys.seal(credentials, Seal { expires: 1_800_000_000, context: b"example.org" })?;
///
/// let handler = LaunchHandler::new(Scheme::SIP_PHONE).with_sealed_links(brand, keys, b"example.org").sealed_only();
/// let query = format!("c={}", *sealed);
/// let launch = handler.open(Request::at("GET", query.as_bytes(), 1_799_999_999));
/// let id = launch.id().expect("a sealed link");
/// let is_revoked = |_id| true;
/// let response = if is_revoked(id) { launch.answer_revoked() } else { launch.answer() };
/// assert_eq!(response.status(), 410);
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LaunchHandler {
    scheme: Scheme,
    param: String,
    sealed: Option<SealedLinks>,
    sealed_only: bool,
    page: Option<Dress>,
}

/// What it takes to open sealed links and to make tokens of them.
#[derive(Clone)]
struct SealedLinks {
    brand: Brand,
    keys: KeyRing,
    context: Vec<u8>,
}

impl LaunchHandler {
    /// The longest query string that is looked at, 8,192 bytes.
    pub const MAX_QUERY_LEN: usize = query::MAX_LEN;

    /// A handler that redirects to app links of a scheme. Its parameter is [`Portal::DEFAULT_PARAM`].
    #[must_use]
    pub fn new(scheme: Scheme) -> Self {
        Self { scheme, param: Portal::DEFAULT_PARAM.into(), sealed: None, sealed_only: false, page: None }
    }

    /// The same handler with another parameter: one or more RFC 3986 *unreserved* characters.
    ///
    /// # Errors
    /// [`Error::Param`], or [`Error::PortalBase`] if the page's base has that parameter in its query.
    pub fn with_param(self, param: &str) -> Result<Self, Error> {
        check_param(param)?;
        Self { param: param.into(), ..self }.checked()
    }

    /// The same handler for sealed links too: those of a key ring and a context become app links of a brand. Its
    /// scheme is then the brand's.
    #[must_use]
    pub fn with_sealed_links(self, brand: Brand, keys: KeyRing, context: &[u8]) -> Self {
        let scheme = *brand.scheme();
        Self { scheme, sealed: Some(SealedLinks { brand, keys, context: context.into() }), ..self }
    }

    /// The same handler, but tokens are refused: what anybody could have made or changed is not launched.
    #[must_use]
    pub fn sealed_only(self) -> Self {
        Self { sealed_only: true, ..self }
    }

    /// The same handler, but it answers with a page in place of a redirect, and with pages for what is wrong.
    ///
    /// # Errors
    /// [`Error::PortalBase`] if the page's base has the handler's parameter in its query.
    pub fn with_page(self, page: Page) -> Result<Self, Error> {
        Self { page: Some(Dress::new(page)), ..self }.checked()
    }

    fn checked(self) -> Result<Self, Error> {
        if let Some(page) = &self.page {
            page.portal(&self.param)?;
        }
        Ok(self)
    }

    /// Answers a request. Never fails: what is wrong with a request is its answer.
    #[must_use]
    pub fn handle(&self, request: Request<'_>) -> Response {
        self.open(request).answer()
    }

    /// Looks at a request, and leaves the answer for later: a portal can look a sealed link's id up in between.
    #[must_use]
    pub fn open(&self, request: Request<'_>) -> Launch<'_> {
        let outcome = match request.method {
            "GET" | "HEAD" if request.query.len() > Self::MAX_QUERY_LEN => Outcome::Refused(Refusal::QueryTooLong),
            "GET" | "HEAD" => self.find(request.query, request.now),
            _ => Outcome::Refused(Refusal::MethodNotAllowed),
        };
        Launch { handler: self, head: request.method == "HEAD", android: request.is_from_android(), outcome }
    }

    fn find(&self, query: &[u8], now: u64) -> Outcome {
        // What is not UTF-8 cannot be in a token, and must not hide one in another parameter.
        let query = String::from_utf8_lossy(query);
        let carried = single_value(&query, &self.param).and_then(|value| repair(&unescape_to_vec(value.as_bytes())));
        match (carried, &self.sealed) {
            (Some((Carried::Token(token), _)), _) if !self.sealed_only => Outcome::Token(token),
            (Some((Carried::Sealed(text), _)), Some(SealedLinks { keys, context, .. })) => {
                match keys.open(&text, now, context) {
                    Ok(opened) => Outcome::Sealed { text, opened },
                    Err(Error::SealedExpired) => SealedLink::parse(&text)
                        .map_or(Outcome::Refused(Refusal::BadLink), |sealed| Outcome::Expired(sealed.id())),
                    Err(_) => Outcome::Refused(Refusal::BadLink),
                }
            }
            _ => Outcome::Refused(Refusal::BadLink),
        }
    }
}

impl fmt::Debug for SealedLinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedLinks").field("brand", &self.brand).field("keys", &self.keys).finish_non_exhaustive()
    }
}

/// A request that a [`LaunchHandler`] has looked at and not yet answered.
#[derive(Clone)]
pub struct Launch<'h> {
    handler: &'h LaunchHandler,
    head: bool,
    android: bool,
    outcome: Outcome,
}

#[derive(Clone)]
enum Outcome {
    Token(Zeroizing<String>),
    Sealed { text: Zeroizing<String>, opened: OwnedOpened },
    Expired(LinkId),
    Refused(Refusal),
}

impl Launch<'_> {
    /// The id of the sealed link, if it is an authentic one: one that was opened, or that has expired.
    #[must_use]
    pub fn id(&self) -> Option<LinkId> {
        match &self.outcome {
            Outcome::Sealed { opened, .. } => Some(opened.id),
            Outcome::Expired(id) => Some(*id),
            Outcome::Token(_) | Outcome::Refused(_) => None,
        }
    }

    /// What was in the sealed link, if it was one that has not expired.
    #[must_use]
    pub fn opened(&self) -> Option<&OwnedOpened> {
        if let Outcome::Sealed { opened, .. } = &self.outcome { Some(opened) } else { None }
    }

    /// The answer.
    #[must_use]
    pub fn answer(self) -> Response {
        let launched = match &self.outcome {
            Outcome::Token(text) => Token::parse(text).map(|token| self.launch(token, token)),
            Outcome::Sealed { text, opened } => {
                self.token_of(opened).map(|token| self.launch(token, Token::sealed(text)))
            }
            Outcome::Expired(_) => Ok(self.refuse(Refusal::Expired)),
            Outcome::Refused(refusal) => Ok(self.refuse(*refusal)),
        };
        launched.unwrap_or_else(|_| self.refuse(Refusal::BadLink))
    }

    /// The answer for a link that the portal does not let in any more: the same as for an expired one but for its
    /// [`Response::reason`].
    #[must_use]
    pub fn answer_revoked(self) -> Response {
        self.refuse(Refusal::Revoked)
    }

    fn token_of<'a>(&'a self, opened: &'a OwnedOpened) -> Result<Token<'a>, Error> {
        let SealedLinks { brand, .. } = self.handler.sealed.as_ref().ok_or(Error::SealedInvalid)?;
        brand.token(opened.credentials.as_credentials())
    }

    /// Opens the app with a token. `carried` is what the launch link has in its place: that token, or a sealed link.
    fn launch(&self, token: Token<'_>, carried: Token<'_>) -> Response {
        let LaunchHandler { scheme, param, page, .. } = self.handler;
        let Some(page) = page else { return self.send(Response::redirect(scheme.app_link(token).into())) };
        let launch_link = page.portal(param).ok().map(|portal| portal.launch_link(carried));
        let html = || page.launch(page.app_link(scheme, token, self.android), launch_link);
        self.send_page(Response::ok(), page, html)
    }

    fn refuse(&self, refusal: Refusal) -> Response {
        let response = Response::refusal(refusal);
        match &self.handler.page {
            Some(page) => self.send_page(response, page, || page.refusal(refusal)),
            None => self.send(response),
        }
    }

    fn send_page(&self, response: Response, page: &Dress, html: impl FnOnce() -> Zeroizing<String>) -> Response {
        let html = if self.head { Zeroizing::default() } else { html() };
        response.with_page(page.policy(), html)
    }

    fn send(&self, response: Response) -> Response {
        if self.head { response.without_body() } else { response }
    }
}

impl fmt::Debug for Launch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Launch").field("id", &self.id()).finish_non_exhaustive()
    }
}
