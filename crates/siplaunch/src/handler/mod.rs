mod request;
mod response;

#[cfg(not(target_has_atomic = "ptr"))]
use alloc::rc::Rc as Arc;
#[cfg(target_has_atomic = "ptr")]
use alloc::sync::Arc;
use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use zeroize::Zeroizing;

use self::response::with_form;
pub use self::{
    request::Request,
    response::{Reason, Response},
};
use crate::{
    Brand, Claim, Error, KeyRing, LinkId, OwnedOpened, Page, Payload, Portal, Scheme, SealedToken, Token,
    page::View,
    percent::unescape_to_vec,
    query::{self, single_value},
    refusal::Refusal,
    repair::repair,
    url::check_param,
};

/// The launch handler (handbook B.1.1.2): turns the tap on a launch link into the app link that the app opens.
///
/// A pure function from a request to a [`Response`]: it does no I/O, keeps no state and can be shared between threads. A
/// clone costs nothing: all clones share one memory.
///
/// | request | status |
/// | --- | --- |
/// | GET or HEAD with a good token | 302, `Location: SCHEME://TOKEN`, or 200 with the launch page of a handler that has one |
/// | GET or HEAD with a good sealed link, for a handler that has the keys | the same, of the credentials in it |
/// | the parameter missing, twice, or without a good link | 400 |
/// | a sealed link past its time, revoked by the portal, or used up | 410 |
/// | a query of more than [`LaunchHandler::MAX_QUERY_LEN`] bytes | 414 |
/// | GET or HEAD with a good one-time link | 200 with a page whose button sends POST; the app link is not in it |
/// | POST with a good one-time link that is claimed | 303, `Location: SCHEME://TOKEN`; 200 with a page that opens the app for further taps |
/// | POST with a good one-time link that cannot be claimed | 503 |
/// | another method, or POST with another link | 405, `Allow: GET, HEAD`, or `GET, HEAD, POST` for a one-time link |
///
/// Mail and SMS damage tokens. The handler repairs what needs no guess: a space in place of `+`, a second layer of
/// percent-encoding, line breaks inside, missing `=`, punctuation stuck to the end. A good token then is one or more whole
/// AES blocks. The header gets it in canonical form, never as it came, so that nobody can inject anything; and nobody
/// decrypts it, so that the handler needs no key and is no padding oracle.
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
/// A handler with keys opens sealed links. A portal that keeps a list of revoked or used links inspects first and answers
/// then:
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
/// let query = format!("c={sealed}");
/// let launch = handler.inspect(Request::at("GET", query.as_bytes(), 1_799_999_999));
/// let id = launch.id().expect("a sealed link");
/// let is_revoked = |_id| true;
/// let response = if is_revoked(id) { launch.answer_revoked() } else { launch.answer() };
/// assert_eq!(response.status(), 410);
/// # Ok::<(), siplaunch::Error>(())
/// ```
///
/// A one-time link opens the app only after a tap, so that no preview or scanner that fetches it sees the login, and its
/// first tap uses it up. The portal claims its id in a store of its own, for which [`ClaimStoreKind`](crate::ClaimStoreKind) has the
/// statements:
///
/// ```
/// use siplaunch::{Brand, Claim, Credentials, KeyRing, LaunchHandler, Request, Scheme, Seal, SealingKey};
///
/// let brand = Brand::sip_phone();
/// let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0)?;
/// let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
/// let sealed = keys.seal_one_time(credentials, Seal { expires: 1_800_000_000, context: b"example.org" })?;
///
/// let handler = LaunchHandler::new(Scheme::SIP_PHONE).with_sealed_links(brand, keys, b"example.org");
/// let query = format!("c={sealed}");
/// let fetched = handler.handle(Request::at("GET", query.as_bytes(), 1_799_999_999));
/// assert!(fetched.status() == 200 && !fetched.body().contains("sipphone://"));
///
/// let launch = handler.inspect(Request::at("POST", query.as_bytes(), 1_799_999_999));
/// let claim = |_id, _expires| Claim::First;
/// let opened = launch.opened().filter(|_| launch.needs_claim()).expect("a tap on a one-time link");
/// let response = launch.answer_claimed(claim(opened.id, opened.expires));
/// assert_eq!(response.status(), 303);
/// assert!(response.header("Location").expect("the app link").starts_with("sipphone://"));
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LaunchHandler(Arc<Settings>);

#[derive(Clone, Debug)]
struct Settings {
    scheme: Scheme,
    param: String,
    sealed: Option<SealedLinks>,
    sealed_only: bool,
    confirm: bool,
    view: Option<View>,
}

/// The key ring and context that open sealed links, and the brand that makes tokens of them.
#[derive(Clone)]
struct SealedLinks {
    brand: Brand,
    keys: KeyRing,
    context: Vec<u8>,
}

impl LaunchHandler {
    /// The longest query string that a handler reads, 8,192 bytes.
    pub const MAX_QUERY_LEN: usize = query::MAX_LEN;

    /// A handler that redirects to app links of a scheme. Its parameter is [`Portal::DEFAULT_PARAM`].
    #[must_use]
    pub fn new(scheme: Scheme) -> Self {
        let param = Portal::DEFAULT_PARAM.into();
        Self(Arc::new(Settings { scheme, param, sealed: None, sealed_only: false, confirm: false, view: None }))
    }

    /// The same handler with another parameter: one or more RFC 3986 *unreserved* characters.
    ///
    /// # Errors
    /// [`Error::Param`], or [`Error::PortalBase`] if the page's base has that parameter in its query.
    pub fn with_param(self, param: &str) -> Result<Self, Error> {
        check_param(param)?;
        let settings = self.into_settings();
        let view = settings.view.map(|view| view.with_param(param)).transpose()?;
        Ok(Self(Arc::new(Settings { param: param.into(), view, ..settings })))
    }

    /// The same handler, which also opens the sealed links of a key ring and a context, and makes app links of a brand of
    /// them. Its scheme becomes the brand's.
    #[must_use]
    pub fn with_sealed_links(self, brand: Brand, keys: KeyRing, context: &[u8]) -> Self {
        let scheme = *brand.scheme();
        let sealed = Some(SealedLinks { brand, keys, context: context.into() });
        Self(Arc::new(Settings { scheme, sealed, ..self.into_settings() }))
    }

    /// The same handler, but it refuses tokens: anybody could have made or changed one.
    #[must_use]
    pub fn sealed_only(self) -> Self {
        Self(Arc::new(Settings { sealed_only: true, ..self.into_settings() }))
    }

    /// The same handler, but all sealed links need a tap, as one-time links do: GET answers with a page whose button opens the
    /// app, so that no preview or scanner that fetches the link sees the login. It needs no claim store.
    #[must_use]
    pub fn with_confirmation(self) -> Self {
        Self(Arc::new(Settings { confirm: true, ..self.into_settings() }))
    }

    /// The same handler, but it answers with a page in place of a redirect, and refuses with a page too.
    ///
    /// # Errors
    /// [`Error::PortalBase`] if the page's base has the handler's parameter in its query.
    pub fn with_page(self, page: Page) -> Result<Self, Error> {
        let settings = self.into_settings();
        let view = Some(View::new(page, &settings.param)?);
        Ok(Self(Arc::new(Settings { view, ..settings })))
    }

    fn into_settings(self) -> Settings {
        Arc::unwrap_or_clone(self.0)
    }

    /// Answers a request. It never fails: a bad request gets an answer that says so.
    ///
    /// A tap on a one-time link gets 503, since nothing claims the link here: use [`LaunchHandler::inspect`] and
    /// [`Launch::answer_claimed`].
    #[must_use]
    pub fn handle(&self, request: Request<'_>) -> Response {
        self.0.answer(&self.0.inspect(request), None)
    }

    /// Reads a request, and leaves the answer for later: a portal can look up a sealed link's id in between.
    #[must_use]
    pub fn inspect(&self, request: Request<'_>) -> Launch {
        Launch { settings: Arc::clone(&self.0), inspected: self.0.inspect(request) }
    }
}

/// A request that a [`LaunchHandler`] has inspected and not yet answered. It keeps all that the answer needs.
#[derive(Clone)]
pub struct Launch {
    settings: Arc<Settings>,
    inspected: Inspected,
}

impl Launch {
    /// The id of the sealed link, if it is an authentic one: one that was opened, or that has expired.
    #[must_use]
    pub fn id(&self) -> Option<LinkId> {
        match &self.inspected.outcome {
            Outcome::Sealed { opened, .. } => Some(opened.id),
            Outcome::Expired { id, .. } => Some(*id),
            Outcome::Token(_) | Outcome::Refused(_) => None,
        }
    }

    /// The content of the sealed link, if it is one that has not expired.
    #[must_use]
    pub fn opened(&self) -> Option<&OwnedOpened> {
        if let Outcome::Sealed { opened, .. } = &self.inspected.outcome { Some(opened) } else { None }
    }

    /// Whether it is a tap on a good one-time link, which [`Launch::answer_claimed`] answers.
    #[must_use]
    pub fn needs_claim(&self) -> bool {
        self.inspected.is_tap && self.opened().is_some_and(|opened| opened.is_one_time)
    }

    /// The answer. One that needs a claim is 503: see [`Launch::answer_claimed`].
    #[must_use]
    pub fn answer(&self) -> Response {
        self.settings.answer(&self.inspected, None)
    }

    /// The answer, by the word of the claim store. A request that would not open the app with a sealed link gets its answer
    /// whatever the claim is.
    ///
    /// A sealed link that [needs no claim](Launch::needs_claim) may be revoked in the same store: it counts as
    /// [`Claim::First`] if it is not, and as [`Claim::Unavailable`] if nobody knows.
    #[must_use]
    pub fn answer_claimed(&self, claim: Claim) -> Response {
        self.settings.answer(&self.inspected, Some(claim))
    }

    /// The answer for a link that the portal does not let in any more: the same as for an expired one but for its
    /// [`Response::reason`].
    #[must_use]
    pub fn answer_revoked(&self) -> Response {
        self.settings.refuse(&self.inspected, Refusal::Revoked)
    }
}

#[derive(Clone)]
struct Inspected {
    head: bool,
    /// A POST of a link that needs it.
    is_tap: bool,
    android: bool,
    outcome: Outcome,
}

#[derive(Clone)]
enum Outcome {
    Token(Zeroizing<String>),
    Sealed { text: Zeroizing<String>, opened: OwnedOpened },
    Expired { id: LinkId, needs_tap: bool },
    Refused(Refusal),
}

impl Settings {
    fn inspect(&self, request: Request<'_>) -> Inspected {
        let Request { method, query, now, .. } = request;
        let (head, android) = (method == "HEAD", request.is_from_android());
        let found = (query.len() <= query::MAX_LEN).then(|| self.find(query, now));
        let needs_tap = found.as_ref().is_some_and(|outcome| self.needs_tap(outcome));
        let is_tap = needs_tap && method == "POST";
        let outcome = match found {
            Some(outcome) if is_tap || head || method == "GET" => outcome,
            None if head || method == "GET" => Outcome::Refused(Refusal::QueryTooLong),
            _ => Outcome::Refused(Refusal::MethodNotAllowed { post: needs_tap }),
        };
        Inspected { head, is_tap, android, outcome }
    }

    fn needs_tap(&self, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Sealed { opened, .. } => self.confirm || opened.is_one_time,
            Outcome::Expired { needs_tap, .. } => *needs_tap,
            Outcome::Token(_) | Outcome::Refused(_) => false,
        }
    }

    fn find(&self, query: &[u8], now: u64) -> Outcome {
        // A byte that is not UTF-8 cannot be in a payload, and must not hide one in another parameter.
        let query = str::from_utf8(query).map_or_else(|_| String::from_utf8_lossy(query), Cow::Borrowed);
        let value = single_value(&query, &self.param);
        let Some((text, _)) = value.and_then(|value| repair(&unescape_to_vec(value.as_bytes()))) else {
            return Outcome::Refused(Refusal::BadLink);
        };
        match (Payload::parse(&text), &self.sealed) {
            (Ok(Payload::Token(_)), _) if !self.sealed_only => Outcome::Token(text),
            (Ok(Payload::SealedToken(token)), Some(SealedLinks { keys, context, .. })) => {
                match keys.open(token.as_str(), now, context) {
                    Ok(opened) => Outcome::Sealed { text, opened },
                    Err(Error::SealedExpired) => {
                        Outcome::Expired { id: token.id(), needs_tap: self.confirm || token.is_one_time() }
                    }
                    Err(_) => Outcome::Refused(Refusal::BadLink),
                }
            }
            _ => Outcome::Refused(Refusal::BadLink),
        }
    }

    fn answer(&self, inspected: &Inspected, claim: Option<Claim>) -> Response {
        match &inspected.outcome {
            Outcome::Token(text) => {
                let token = Token::parse(text).expect("a repaired token is in canonical form");
                self.launch(inspected, token, token.into())
            }
            Outcome::Sealed { text, opened } => {
                let sealed = SealedToken::parse(text).expect("it was opened");
                if self.needs_tap(&inspected.outcome) && !inspected.is_tap {
                    return self.form(inspected, sealed);
                }
                let claim = claim.unwrap_or(if opened.is_one_time { Claim::Unavailable } else { Claim::First });
                self.answer_opened(inspected, sealed, opened, claim)
            }
            Outcome::Expired { .. } => self.refuse(inspected, Refusal::Expired),
            Outcome::Refused(refusal) => self.refuse(inspected, *refusal),
        }
    }

    fn answer_opened(
        &self,
        inspected: &Inspected,
        sealed: SealedToken<'_>,
        opened: &OwnedOpened,
        claim: Claim,
    ) -> Response {
        let SealedLinks { brand, .. } = self.sealed.as_ref().expect("they opened the sealed token");
        let token = brand.token(opened.credentials.as_credentials()).expect("opened credentials are good");
        match claim {
            Claim::First | Claim::Again if !inspected.is_tap => self.launch(inspected, token, sealed.into()),
            Claim::Again if opened.is_one_time => self.again(inspected, token),
            Claim::First | Claim::Again => Response::redirect(303, self.scheme.app_link(token).into()),
            Claim::Used => self.refuse(inspected, Refusal::Used),
            Claim::Revoked => self.refuse(inspected, Refusal::Revoked),
            Claim::Unavailable => self.refuse(inspected, Refusal::Unavailable { tap: inspected.is_tap }),
        }
    }

    /// Opens the app with a token. `payload` is the launch link's: that token, or the sealed token that held it.
    fn launch(&self, inspected: &Inspected, token: Token<'_>, payload: Payload<'_>) -> Response {
        match &self.view {
            Some(view) => {
                let html = || view.launch(view.app_link(&self.scheme, token, inspected.android), payload);
                Response::ok(Reason::Page).with_page(view.policy().into(), html_unless(inspected.head, html))
            }
            None => send(inspected.head, Response::redirect(302, self.scheme.app_link(token).into())),
        }
    }

    /// The page with the button that a link needs. The app link is not in it.
    fn form(&self, inspected: &Inspected, sealed: SealedToken<'_>) -> Response {
        match &self.view {
            Some(view) => {
                let html = html_unless(inspected.head, || view.form(sealed));
                Response::ok(Reason::Form).with_page(with_form(view.policy(), &self.scheme), html)
            }
            None => send(inspected.head, Response::form(&self.scheme)),
        }
    }

    /// The page of a further tap. Its link opens the app without a redirect, which some browsers do not follow twice.
    fn again(&self, inspected: &Inspected, token: Token<'_>) -> Response {
        match &self.view {
            Some(view) => {
                let html = view.again(view.app_link(&self.scheme, token, inspected.android));
                Response::ok(Reason::Again).with_page(with_form(view.policy(), &self.scheme), html)
            }
            None => {
                let link: Zeroizing<String> = String::from(self.scheme.app_link(token)).into();
                Response::again(&self.scheme, &link)
            }
        }
    }

    fn refuse(&self, inspected: &Inspected, refusal: Refusal) -> Response {
        let response = Response::refusal(refusal, &self.scheme);
        let Some(view) = &self.view else { return send(inspected.head, response) };
        let html = html_unless(inspected.head, || view.refusal(refusal));
        let has_form = refusal == Refusal::Unavailable { tap: true };
        let policy = if has_form { with_form(view.policy(), &self.scheme) } else { view.policy().into() };
        response.with_page(policy, html)
    }
}

fn html_unless(head: bool, html: impl FnOnce() -> Zeroizing<String>) -> Zeroizing<String> {
    if head { Zeroizing::default() } else { html() }
}

fn send(head: bool, response: Response) -> Response {
    if head { response.without_body() } else { response }
}

impl fmt::Debug for SealedLinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedLinks").field("brand", &self.brand).field("keys", &self.keys).finish_non_exhaustive()
    }
}

impl fmt::Debug for Launch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Launch").field("id", &self.id()).finish_non_exhaustive()
    }
}
