use std::{ops::RangeInclusive, sync::Arc};

use axum::{
    extract::{Request, State},
    http::header::{AUTHORIZATION, WWW_AUTHENTICATE},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{answer::Problem, app::App};

/// The secret of those who may see and change devices.
pub(super) struct BearerToken(Zeroizing<String>);

impl BearerToken {
    /// The bytes of a token.
    pub(super) const LENGTH: RangeInclusive<usize> = 16..=512;

    /// A token of 16 to 512 visible ASCII characters.
    pub(super) fn new(token: &str) -> Option<Self> {
        let fits = Self::LENGTH.contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(Zeroizing::new(token.to_owned())))
    }

    /// Compares in a time that depends on the lengths alone.
    fn is(&self, token: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(token).into()
    }
}

/// Lets requests with the bearer token through.
pub(super) async fn require_token(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let settings = app.settings();
    let Some(token) = &settings.token else {
        let text = "no bearer token is configured: write one into a file, and its path to pushd.http.bearer_token_file";
        return Problem(StatusCode::FORBIDDEN, text).into_response();
    };
    if request.headers().get(AUTHORIZATION).and_then(credentials).is_some_and(|given| token.is(given)) {
        return next.run(request).await;
    }
    let text = "the bearer token is missing or wrong: send the header Authorization: Bearer TOKEN";
    let mut response = Problem(StatusCode::UNAUTHORIZED, text).into_response();
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// The token of an `Authorization` header; the scheme is in any case (RFC 9110, section 11.1).
fn credentials(value: &HeaderValue) -> Option<&[u8]> {
    let (scheme, token) = value.as_bytes().split_at_checked("Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then(|| token.trim_ascii())
}
