//! Google's token endpoint: an assertion for an access token (RFC 7523, and Google's page "Using OAuth 2.0 for Server to
//! Server Applications").

use http::{Method, Response, request::Parts};
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::json;

use crate::{
    credentials::{CLIENT_EMAIL, Credentials, PRIVATE_KEY_ID},
    events::now,
    reply::{self, Verdict},
    state::State,
};

/// The path of the endpoint, and its name in scripts.
pub(crate) const PATH: &str = "/token";

/// The audience that Google's own clients name, whatever the token endpoint is.
const PUBLIC_TOKEN_URI: &str = "https://oauth2.googleapis.com/token";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const SCOPES: [&str; 2] =
    ["https://www.googleapis.com/auth/firebase.messaging", "https://www.googleapis.com/auth/cloud-platform"];
/// How long an access token and an assertion may live, in seconds.
const MAX_LIFE: f64 = 3600.0;
const CLOCK_SKEW: f64 = 60.0;

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    #[serde(default)]
    scope: String,
    iat: f64,
    exp: f64,
}

/// Checks a request for an access token.
pub(crate) fn check(state: &State, head: &Parts, body: &[u8]) -> Result<(), Verdict> {
    if head.method != Method::POST {
        return refuse("invalid_request", "the method is not POST");
    }
    let body = String::from_utf8_lossy(body);
    if field(&body, "grant_type").as_deref() != Some(GRANT) {
        return refuse("unsupported_grant_type", "the grant type is not that of an assertion");
    }
    let assertion = field(&body, "assertion").unwrap_or_default();
    let Some(claims) = verified(&assertion, &state.credentials) else {
        return refuse("invalid_grant", "Invalid JWT Signature.");
    };
    if claims.iss != CLIENT_EMAIL {
        return refuse("invalid_grant", "Invalid grant: account not found");
    }
    if ![PUBLIC_TOKEN_URI, &state.credentials.token_uri].contains(&claims.aud.as_str()) {
        return refuse("invalid_grant", "Invalid JWT: the audience is not the token endpoint");
    }
    let now = now();
    if claims.exp < now - CLOCK_SKEW || claims.iat > now + CLOCK_SKEW || claims.exp - claims.iat > MAX_LIFE {
        return refuse("invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes)");
    }
    if !claims.scope.split(' ').any(|scope| SCOPES.contains(&scope)) {
        return refuse("invalid_scope", "Invalid OAuth scope or ID token audience provided.");
    }
    Ok(())
}

fn refuse<T>(error: &str, description: &str) -> Result<T, Verdict> {
    Err(Verdict::refused(400, error, description))
}

fn field(body: &str, name: &str) -> Option<String> {
    let value = body.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))?.1;
    Some(percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned())
}

fn verified(assertion: &str, credentials: &Credentials) -> Option<Claims> {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let claims = decode(assertion, &credentials.assertion_key, &validation).ok()?.claims;
    let key_id = decode_header(assertion).ok()?.kid;
    key_id.is_none_or(|id| id == PRIVATE_KEY_ID).then_some(claims)
}

/// The usual error of a status.
pub(crate) fn usual_reason(status: u16) -> &'static str {
    match status {
        200 => "",
        400 => "invalid_grant",
        503 => "temporarily_unavailable",
        _ => "internal_failure",
    }
}

/// The HTTP answer, with a new access token if the verdict is 200.
pub(crate) fn response(state: &State, verdict: &Verdict) -> Response<Vec<u8>> {
    let body = if verdict.status == 200 {
        json!({"access_token": state.new_access_token(), "expires_in": 3599, "token_type": "Bearer"})
    } else {
        json!({"error": verdict.reason, "error_description": verdict.message})
    };
    reply::response(verdict.status, Some(&body), verdict.retry_after)
}
