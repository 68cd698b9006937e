use alloc::{string::String, vec::Vec};
use core::fmt;

use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::{Error, Portal, Response, Scheme, Token, portal::check_param, query::single_value, repair::repair};

/// What a launch handler is asked: an HTTP request, as far as it matters.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Request<'a> {
    /// The request method, such as `GET`, in capitals as it came (RFC 9110 §9.1).
    pub method: &'a str,
    /// The query string as it came, still escaped, without the `?`. Any bytes.
    pub query: &'a [u8],
}

impl<'a> Request<'a> {
    /// A request with a method and a raw query string.
    #[must_use]
    pub fn new(method: &'a str, query: &'a [u8]) -> Self {
        Self { method, query }
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).finish_non_exhaustive()
    }
}

/// The launch handler (handbook B.1.1.2): turns the tap on a launch link into the app link that the app opens.
///
/// A pure function from a request to a [`Response`]; it does no I/O, keeps no state and can be shared between threads.
///
/// | request | status |
/// | --- | --- |
/// | GET or HEAD with a good token | 302, `Location: SCHEME://TOKEN` |
/// | the parameter missing, twice, or without a good token | 400 |
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
#[derive(Clone, Debug)]
pub struct LaunchHandler {
    scheme: Scheme,
    param: String,
}

impl LaunchHandler {
    /// The longest query string that is looked at, 8,192 bytes.
    pub const MAX_QUERY_LEN: usize = 8192;

    /// A handler that redirects to app links of a scheme. Its parameter is [`Portal::DEFAULT_PARAM`].
    #[must_use]
    pub fn new(scheme: Scheme) -> Self {
        Self { scheme, param: Portal::DEFAULT_PARAM.into() }
    }

    /// The same handler with another parameter: one or more RFC 3986 *unreserved* characters.
    ///
    /// # Errors
    /// [`Error::Param`].
    pub fn with_param(self, param: &str) -> Result<Self, Error> {
        check_param(param)?;
        Ok(Self { param: param.into(), ..self })
    }

    /// Answers a request. Never fails: what is wrong with a request is its answer.
    #[must_use]
    pub fn handle(&self, request: Request<'_>) -> Response {
        let response = match request.method {
            "GET" | "HEAD" if request.query.len() > Self::MAX_QUERY_LEN => Response::query_too_long(),
            "GET" | "HEAD" => self.launch(request.query),
            _ => Response::method_not_allowed(),
        };
        if request.method == "HEAD" { response.without_body() } else { response }
    }

    fn launch(&self, query: &[u8]) -> Response {
        // What is not UTF-8 cannot be in a token, and must not hide one in another parameter.
        let query = String::from_utf8_lossy(query);
        let repaired = single_value(&query, &self.param).and_then(|value| {
            let value: Zeroizing<Vec<u8>> = percent_decode_str(value).collect::<Vec<u8>>().into();
            repair(&value)
        });
        match repaired.as_ref().map(|repaired| Token::parse(&repaired.token)) {
            Some(Ok(token)) => Response::redirect(self.scheme.app_link(token).into()),
            _ => Response::bad_link(),
        }
    }
}
