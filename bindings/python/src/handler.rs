use pyo3::prelude::*;
use siplaunch::{Portal, Request};

use crate::{
    brand::Brand,
    claim::ClaimWord,
    error::{Result, not_pickled},
    imports::{ASGI_APP, WSGI_APP},
    key_ring::{KeyRing, Opened},
    link::scheme_or_default,
    page::Page,
    response::Response,
    text::{Query, Text},
    time::Now,
};

/// The launch handler: turns the tap on a launch link into the app link that the app opens.
///
/// It answers with a redirect, or with a page if it has one. It does no I/O and never changes, and threads share it
/// freely. `LaunchHandler(…)` takes tokens; `LaunchHandler.sealed(…)` takes sealed tokens too.
///
/// Args:
///     scheme (str): the URL scheme of the app.
///     param (str): the query parameter that carries the token.
///     page (Page | None): the page to answer with in place of a redirect.
///
/// Raises:
///     BrandError: a bad scheme.
///     LinkError: a bad parameter, or one that the page's base has already.
///
/// >>> handler = LaunchHandler()
/// >>> query = "c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D"
/// >>> response = handler.handle(method="GET", query=query)
/// >>> response.status, response.header("Location")
/// (302, 'sipphone://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=')
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct LaunchHandler(siplaunch::LaunchHandler);

fn complete(handler: siplaunch::LaunchHandler, param: &Text<'_>, page: Option<&Page>) -> Result<LaunchHandler> {
    let handler = handler.with_param(param.0)?;
    Ok(LaunchHandler(match page {
        Some(Page(page)) => handler.with_page(page.clone())?,
        None => handler,
    }))
}

const DEFAULT_PARAM: Text<'static> = Text(Portal::DEFAULT_PARAM);

#[pymethods]
impl LaunchHandler {
    #[new]
    #[pyo3(
        signature = (*, scheme=None, param=DEFAULT_PARAM, page=None),
        text_signature = "(*, scheme='sipphone', param='c', page=None)"
    )]
    fn new(scheme: Option<Text<'_>>, param: Text<'_>, page: Option<&Page>) -> Result<Self> {
        complete(siplaunch::LaunchHandler::new(scheme_or_default(scheme)?), &param, page)
    }

    /// A handler that opens sealed links and makes app links of a brand of them (`LaunchHandler`). It takes tokens too.
    ///
    /// Args:
    ///     brand (Brand): the app to launch.
    ///     key_ring (KeyRing): the keys of the sealed links.
    ///     context (bytes): the context of the sealing.
    ///     sealed_only (bool): whether to refuse tokens, which anybody could have made or changed.
    ///     confirm (bool): whether all sealed links need a tap, as one-time links do: no preview then sees the login.
    ///     param (str): the query parameter that carries the payload.
    ///     page (Page | None): the page to answer with in place of a redirect.
    ///
    /// Raises:
    ///     LinkError: a bad parameter, or one that the page's base has already.
    #[staticmethod]
    #[pyo3(
        signature = (brand, key_ring, *, context=&[][..], sealed_only=false, confirm=false, param=DEFAULT_PARAM, page=None),
        text_signature = "(brand, key_ring, *, context=b'', sealed_only=False, confirm=False, param='c', page=None)"
    )]
    fn sealed(
        brand: &Brand,
        key_ring: &KeyRing,
        context: &[u8],
        sealed_only: bool,
        confirm: bool,
        param: Text<'_>,
        page: Option<&Page>,
    ) -> Result<Self> {
        let handler = siplaunch::LaunchHandler::new(*brand.0.scheme());
        let handler = handler.with_sealed_links(brand.0.clone(), key_ring.0.clone(), context);
        let handler = if sealed_only { handler.sealed_only() } else { handler };
        complete(if confirm { handler.with_confirmation() } else { handler }, &param, page)
    }

    /// Answers a request (`Response`). It never fails: a bad request gets an answer that says so.
    ///
    /// A tap on a one-time link gets 503, since nothing claims the link here: use `inspect`, or `ClaimStore` with the
    /// handler's application.
    ///
    /// Args:
    ///     method (str): the method of the request, in capitals.
    ///     query (str | bytes): the query string, still escaped, without the `?`.
    ///     user_agent (str): the `User-Agent` header, for a page's intent link.
    ///     now (datetime | None): an aware datetime in place of the system's clock.
    #[pyo3(
        signature = (*, method, query, user_agent=Text(""), now=None),
        text_signature = "($self, *, method, query, user_agent='', now=None)"
    )]
    fn handle(&self, method: Text<'_>, query: Query<'_>, user_agent: Text<'_>, now: Option<Now>) -> Response {
        Response(self.0.handle(request(&method, &query, &user_agent, now)))
    }

    /// Reads a request, and leaves the answer for later (`Launch`): a portal can look up a sealed link's id in between.
    ///
    /// The arguments are those of `handle`.
    ///
    /// >>> launch = LaunchHandler().inspect(method="GET", query="c=-nonsense")
    /// >>> revoked = launch.id in {"00112233445566778899aabbccddeeff"}
    /// >>> (launch.answer_revoked() if revoked else launch.answer()).status
    /// 400
    #[pyo3(
        signature = (*, method, query, user_agent=Text(""), now=None),
        text_signature = "($self, *, method, query, user_agent='', now=None)"
    )]
    fn inspect(&self, method: Text<'_>, query: Query<'_>, user_agent: Text<'_>, now: Option<Now>) -> Launch {
        Launch(self.0.inspect(request(&method, &query, &user_agent, now)))
    }

    /// This handler as a WSGI application (PEP 3333): a callable `(environ, start_response)`.
    #[getter]
    fn wsgi<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        WSGI_APP.get(slf.py())?.call1((slf,))
    }

    /// This handler as an ASGI 3 application: an object to await with `(scope, receive, send)`.
    #[getter]
    fn asgi<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        ASGI_APP.get(slf.py())?.call1((slf,))
    }

    fn __repr__(&self) -> &'static str {
        "<siplaunch.LaunchHandler>"
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a LaunchHandler may hold keys"))
    }
}

fn request<'a>(method: &Text<'a>, query: &Query<'a>, user_agent: &Text<'a>, now: Option<Now>) -> Request<'a> {
    Request::at(method.0, query.0, Now::or_now(now)).with_user_agent(user_agent.0)
}

/// A request that a launch handler has inspected and not yet answered. Made by `LaunchHandler.inspect`.
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Launch(pub(crate) siplaunch::Launch);

#[pymethods]
impl Launch {
    /// The id of an authentic sealed link, even of an expired one (`str | None`): 32 lower-case hex digits.
    #[getter]
    fn id(&self) -> Option<String> {
        self.0.id().map(|id| id.to_string())
    }

    /// The content of the sealed link (`Opened | None`); `None` if it has expired.
    #[getter]
    fn opened(&self) -> Option<Opened> {
        self.0.opened().cloned().map(Opened)
    }

    /// Whether it is a tap on a good one-time link, which `answer_claimed` answers (`bool`).
    #[getter]
    fn needs_claim(&self) -> bool {
        self.0.needs_claim()
    }

    /// The answer by the outcome of a claim (`Response`): `launch.answer_claimed(store.claim(launch))`.
    ///
    /// A request that would not open the app with a sealed link gets its answer whatever the claim is.
    ///
    /// Args:
    ///     claim (Claim): the outcome, from `ClaimStore.claim` or from a portal's own way to claim an id.
    ///
    /// Raises:
    ///     ValueError: a `str` that is no claim.
    fn answer_claimed(&self, claim: ClaimWord) -> Response {
        Response(self.0.answer_claimed(claim.0))
    }

    /// The answer (`Response`). One that needs a claim is 503: see `answer_claimed`.
    fn answer(&self) -> Response {
        Response(self.0.answer())
    }

    /// The answer for a link that the portal does not let in any more (`Response`), as for an expired link.
    fn answer_revoked(&self) -> Response {
        Response(self.0.answer_revoked())
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.Launch {}>", self.id().as_deref().unwrap_or("without id"))
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a Launch holds a login"))
    }
}
