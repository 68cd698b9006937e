use std::{borrow::Cow, sync::Arc};

use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, Version,
    header::{AUTHORIZATION, CONTENT_LENGTH, USER_AGENT},
    uri::{PathAndQuery, Scheme},
};
use hyper::body::Bytes;
use siplaunch_push::{DeviceError, RequestError, Response};

use super::{
    connect::Target,
    connection::{Reply, Unanswered},
    failure::{Failure, Kind},
    pool::Pool,
};

/// The most times that a request which the service did not process is sent.
const MAX_SENDS: usize = 3;

const AGENT: HeaderValue = HeaderValue::from_static(concat!("siplaunch-pushd/", env!("CARGO_PKG_VERSION")));

/// A push service's address, with its connections.
pub(super) struct Endpoint(Arc<Pool>);

/// A request that can be sent more than once.
pub(super) struct Prepared {
    request: Request<()>,
    body: Bytes,
}

impl Endpoint {
    pub(super) fn new(target: Target, name: &'static str) -> Self {
        Self(Pool::new(target, name))
    }

    /// The request to this endpoint.
    pub(super) fn prepare(&self, request: siplaunch_push::Request) -> Result<Prepared, RequestError> {
        // The library has checked all that goes into path and headers: only a value of the device can be wrong.
        self.try_prepare(request).map_err(|_| RequestError::Device(DeviceError::App))
    }

    fn try_prepare(&self, request: siplaunch_push::Request) -> Result<Prepared, http::Error> {
        let mut headers = HeaderMap::with_capacity(request.headers.len() + 3);
        for (name, value) in request.headers {
            let value = match value {
                Cow::Borrowed(value) => HeaderValue::from_static(value),
                Cow::Owned(value) => HeaderValue::try_from(value)?,
            };
            headers.insert(HeaderName::from_static(name), value);
        }
        headers.insert(CONTENT_LENGTH, HeaderValue::from(request.body.len()));
        headers.insert(USER_AGENT, AGENT);
        let mut uri = http::uri::Parts::default();
        uri.scheme = Some(Scheme::HTTPS);
        uri.authority = Some(self.0.target().authority.clone());
        uri.path_and_query = Some(PathAndQuery::try_from(request.path)?);
        let mut prepared = Request::new(());
        *prepared.method_mut() = Method::from_bytes(request.method.as_bytes())?;
        *prepared.uri_mut() = Uri::from_parts(uri)?;
        *prepared.version_mut() = Version::HTTP_2;
        *prepared.headers_mut() = headers;
        Ok(Prepared { request: prepared, body: request.body.into() })
    }

    /// Sends a request, again if the service did not process it.
    pub(super) async fn send(&self, prepared: &Prepared) -> Result<Reply, Failure> {
        let mut failure = Failure::new(Kind::Reset, "not sent");
        for _ in 0..MAX_SENDS {
            let slot = self.0.slot().await?;
            match slot.send(prepared.request.clone(), prepared.body.clone()).await {
                Ok(reply) => return Ok(reply),
                Err(Unanswered::Unknown(failure)) => return Err(failure),
                Err(Unanswered::Unprocessed(unprocessed)) => failure = unprocessed,
            }
        }
        Err(failure)
    }
}

impl Prepared {
    pub(super) fn authorize(&mut self, authorization: HeaderValue) {
        self.request.headers_mut().insert(AUTHORIZATION, authorization);
    }
}

impl Reply {
    pub(super) fn response(&self) -> Response<'_> {
        let retry_after = self.retry_after.as_ref().and_then(|value| value.to_str().ok());
        Response { status: self.status, retry_after, body: &self.body }
    }
}
