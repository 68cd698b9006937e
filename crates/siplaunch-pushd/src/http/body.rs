use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CONNECTION, CONTENT_TYPE},
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::answer::Problem;

/// The most bytes of a request's body.
pub(super) const MAX_BODY: usize = 64 * 1024;
/// The most bytes that are read of a body that is too large, so that its sender reads the answer.
const MAX_DROPPED: usize = 1024 * 1024;
/// The longest time for a body to arrive.
pub(super) const BODY_TIME: Duration = Duration::from_secs(10);

/// Reads the body, so that no answer is lost to a client that still sends.
pub(super) async fn read(request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let problem = match timeout(BODY_TIME, collect(body)).await {
        Ok(Ok(bytes)) => return next.run(Request::from_parts(head, Body::from(bytes))).await,
        Ok(Err(problem)) => problem,
        Err(_) => Problem(StatusCode::REQUEST_TIMEOUT, "the body did not arrive within 10 seconds: send it at once"),
    };
    let mut response = problem.into_response();
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

async fn collect(mut body: Body) -> Result<Bytes, Problem> {
    match Limited::new(&mut body, MAX_BODY).collect().await {
        Ok(collected) => return Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {}
        Err(_) => return Err(Problem(StatusCode::BAD_REQUEST, "the body is broken: send it as HTTP/1.1 says")),
    }
    discard(body).await;
    Err(Problem(StatusCode::PAYLOAD_TOO_LARGE, "the body has more than 64 KiB: send less"))
}

async fn discard(mut body: Body) {
    let mut dropped = 0;
    while dropped < MAX_DROPPED
        && let Some(Ok(frame)) = body.frame().await
    {
        dropped += frame.data_ref().map_or(0, Bytes::len);
    }
}

/// The fields of a form or of a JSON object.
pub(super) struct Fields(pub(super) Vec<(String, String)>);

impl Fields {
    /// Reads a body by its `Content-Type`.
    pub(super) fn of_body(headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            Ok(Self::of_form(body))
        } else if essence.eq_ignore_ascii_case("application/json") {
            Self::of_json(body)
        } else {
            let text = "send Content-Type: application/x-www-form-urlencoded or application/json";
            Err(Problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, text))
        }
    }

    /// Reads a form or a query.
    pub(super) fn of_form(form: &[u8]) -> Self {
        Self(form_urlencoded::parse(form).into_owned().collect())
    }

    fn of_json(json: &[u8]) -> Result<Self, Problem> {
        let flat = "send a JSON object of texts, numbers, true and false, and arrays of them";
        let bad = Problem(StatusCode::BAD_REQUEST, flat);
        let Ok(object) = serde_json::from_slice::<Map<String, Value>>(json) else { return Err(bad) };
        let mut fields = Vec::with_capacity(object.len());
        for (name, value) in object {
            let values = if let Value::Array(values) = value { values } else { vec![value] };
            for value in values {
                let value = match value {
                    Value::Null => continue,
                    Value::Bool(value) => u8::from(value).to_string(),
                    Value::Number(number) => number.to_string(),
                    Value::String(text) => text,
                    Value::Array(_) | Value::Object(_) => return Err(bad),
                };
                fields.push((name.clone(), value));
            }
        }
        Ok(Self(fields))
    }

    /// The first value of a field, empty without one.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|field| field.0 == name).map_or("", |field| &field.1)
    }

    /// The values of a field.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |field| field.0 == name).map(|field| field.1.as_str())
    }
}
