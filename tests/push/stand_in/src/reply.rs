//! What a service makes of a push, and the HTTP answer.

use http::{HeaderValue, Response, StatusCode, header};
use serde_json::Value;

use crate::script::{Answer, Fault};

/// What a service makes of a push.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) status: u16,
    /// Apple's reason or Google's error code, empty if the push is accepted.
    pub(crate) reason: String,
    /// Google's text for people.
    pub(crate) message: String,
    /// Seconds, for the `retry-after` header.
    pub(crate) retry_after: Option<u64>,
    /// Apple's time of a 410, milliseconds since 1970.
    pub(crate) timestamp_ms: Option<u64>,
}

impl Verdict {
    pub(crate) fn refused(status: u16, reason: &str, message: impl Into<String>) -> Self {
        Self { status, reason: reason.to_owned(), message: message.into(), retry_after: None, timestamp_ms: None }
    }

    /// A scripted verdict; `usual` gives the reason of a status.
    pub(crate) fn scripted(answer: &Answer, usual: fn(u16) -> &'static str) -> Self {
        let status = answer.status.unwrap_or(200);
        Self {
            status,
            reason: answer.reason.clone().unwrap_or_else(|| usual(status).to_owned()),
            message: "scripted by the test".to_owned(),
            retry_after: answer.retry_after,
            timestamp_ms: answer.timestamp_ms,
        }
    }
}

/// The answer to a request, or how it fails to come.
pub(crate) enum Outcome {
    Answer(Response<Vec<u8>>),
    Fault(Fault),
}

/// An HTTP answer with a JSON body, or an empty one.
pub(crate) fn response(status: u16, body: Option<&Value>, retry_after: Option<u64>) -> Response<Vec<u8>> {
    let mut response = Response::new(body.map(|body| body.to_string().into_bytes()).unwrap_or_default());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if body.is_some() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=UTF-8"));
    }
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
