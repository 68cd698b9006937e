use std::sync::LazyLock;

use http_body_util::Full;
use hyper::{
    HeaderMap, Response, StatusCode,
    body::Bytes,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
    http,
};
use siplaunch::Request;

use crate::handler_args::Handler;

/// An answer that hyper can send.
pub(crate) type Reply = Response<Full<Bytes>>;

/// The launch handler's answer as it is, byte for byte.
pub(crate) fn launch_reply(response: siplaunch::Response) -> http::Result<Reply> {
    let status = StatusCode::from_u16(response.status())?;
    let headers = headers(&response)?;
    let mut reply = Response::new(Full::new(Bytes::from_owner(Body(response))));
    *reply.status_mut() = status;
    *reply.headers_mut() = headers;
    Ok(reply)
}

/// The body of a page, which holds the login: hyper sends it from here, not from a copy, and it is wiped when dropped.
struct Body(siplaunch::Response);

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        self.0.body().as_bytes()
    }
}

/// The headers that every answer has: their clones allocate nothing.
static FIXED: LazyLock<[(HeaderName, HeaderValue); siplaunch::Response::FIXED_HEADERS.len()]> = LazyLock::new(|| {
    let name = |name: &str| HeaderName::from_bytes(name.as_bytes()).expect("the core's headers have good names");
    siplaunch::Response::FIXED_HEADERS.map(|(header, value)| (name(header), HeaderValue::from_static(value)))
});

fn headers(response: &siplaunch::Response) -> http::Result<HeaderMap> {
    let mut headers = HeaderMap::with_capacity(12);
    for header in response.headers() {
        let fixed = siplaunch::Response::FIXED_HEADERS.iter().position(|fixed| *fixed == header);
        let (name, value) = match fixed {
            Some(at) => FIXED[at].clone(),
            None => (HeaderName::from_bytes(header.0.as_bytes())?, HeaderValue::from_str(header.1)?),
        };
        headers.append(name, value);
    }
    Ok(headers)
}

/// The server's own answers: a line of text each.
#[derive(Clone)]
pub(crate) struct Texts {
    headers: HeaderMap,
}

impl Texts {
    /// Takes the headers of every answer from the handler, so that only the core lists them.
    pub(crate) fn new(handler: &Handler) -> http::Result<Self> {
        let mut headers = headers(&handler.inspect(Request::new("HEAD", b"")).answer(None))?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        Ok(Self { headers })
    }

    pub(crate) fn reply(&self, status: StatusCode, text: &'static str) -> Reply {
        let mut reply = Response::new(Full::from(text));
        *reply.status_mut() = status;
        reply.headers_mut().clone_from(&self.headers);
        reply
    }

    pub(crate) fn not_found(&self) -> Reply {
        self.reply(StatusCode::NOT_FOUND, "not found\n")
    }
}
