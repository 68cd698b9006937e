//! Apple's service: `POST /3/device/<token>`. The rules are from Apple's pages "Sending notification requests to APNs",
//! "Establishing a token-based connection to APNs" and "Handling notification responses from APNs".

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use http::{HeaderMap, HeaderValue, Method, Response, request::Parts};
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::json;

use crate::{
    credentials::{Credentials, KEY_ID, TEAM_ID},
    events::now,
    reply::{self, Verdict},
    serve::Connection,
    state::State,
};

/// The one app that the key and the certificate are for.
pub(crate) const BUNDLE_ID: &str = "org.example.phone";

const MAX_PAYLOAD: usize = 4096;
const MAX_VOIP_PAYLOAD: usize = 5120;
const MAX_TOKEN_AGE: f64 = 3600.0;
/// How far the clock of a provider may be ahead.
const CLOCK_SKEW: f64 = 60.0;
const MIN_TOKEN_LIFE: Duration = Duration::from_secs(20 * 60);

/// A JWT that came in an `authorization` header.
pub(crate) struct ProviderToken {
    /// The time of issue, `None` if the token is not the team's.
    issued_at: Option<f64>,
    expired: AtomicBool,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    iat: f64,
}

impl ProviderToken {
    /// Verifies all but the token's age.
    pub(crate) fn read(jwt: &str, credentials: &Credentials) -> Self {
        Self { issued_at: verified(jwt, credentials), expired: AtomicBool::new(false) }
    }

    pub(crate) fn expire(&self) {
        self.expired.store(true, Ordering::Relaxed);
    }

    fn is_expired(&self) -> bool {
        self.expired.load(Ordering::Relaxed) || self.issued_at.is_none_or(|issued_at| now() - issued_at > MAX_TOKEN_AGE)
    }
}

fn verified(jwt: &str, credentials: &Credentials) -> Option<f64> {
    let mut validation = Validation::new(Algorithm::ES256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    let claims = decode::<Claims>(jwt, &credentials.provider_token_key, &validation).ok()?.claims;
    let key_id = decode_header(jwt).ok()?.kid?;
    (key_id == KEY_ID && claims.iss == TEAM_ID && claims.iat < now() + CLOCK_SKEW).then_some(claims.iat)
}

/// The device token of a path, empty if there is none.
pub(crate) fn token(path: &str) -> &str {
    path.strip_prefix("/3/device/").unwrap_or_default()
}

/// Checks a push in all that Apple documents.
pub(crate) fn check(state: &State, connection: &Connection, head: &Parts, body: &[u8]) -> Result<(), Verdict> {
    if head.method != Method::POST {
        return refuse(405, "MethodNotAllowed");
    }
    if !head.uri.path().starts_with("/3/device/") {
        return refuse(404, "BadPath");
    }
    if head.headers.len() > head.headers.keys_len() {
        return refuse(400, "DuplicateHeaders");
    }
    check_provider(state, connection, &head.headers)?;
    check_device_token(token(head.uri.path()))?;
    let push_type = check_headers(&head.headers)?;
    check_payload(push_type, body)
}

fn refuse<T>(status: u16, reason: &str) -> Result<T, Verdict> {
    Err(Verdict::refused(status, reason, ""))
}

/// A client certificate, or a provider token that is new enough and was not renewed too often on this connection.
fn check_provider(state: &State, connection: &Connection, headers: &HeaderMap) -> Result<(), Verdict> {
    if connection.has_certificate {
        return Ok(());
    }
    let Some(jwt) = header(headers, "authorization") else { return refuse(403, "MissingProviderToken") };
    let (scheme, jwt) = jwt.split_once(' ').unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") {
        return refuse(403, "MissingProviderToken");
    }
    let token = state.provider_token(jwt);
    if token.issued_at.is_none() {
        return refuse(403, "InvalidProviderToken");
    }
    if token.is_expired() {
        return refuse(403, "ExpiredProviderToken");
    }
    let mut current = connection.provider_token.lock().expect("no holder panics");
    match &*current {
        Some((known, _)) if Arc::ptr_eq(known, &token) => return Ok(()),
        Some((known, since)) if !known.is_expired() && since.elapsed() < MIN_TOKEN_LIFE => {
            return refuse(429, "TooManyProviderTokenUpdates");
        }
        _ => {}
    }
    *current = Some((token, Instant::now()));
    Ok(())
}

fn check_device_token(token: &str) -> Result<(), Verdict> {
    if token.is_empty() {
        return refuse(400, "MissingDeviceToken");
    }
    let is_token = (64..=200).contains(&token.len())
        && token.len().is_multiple_of(2)
        && token.bytes().all(|b| b.is_ascii_hexdigit());
    if is_token { Ok(()) } else { refuse(400, "BadDeviceToken") }
}

/// Checks the `apns-*` headers and gives the push type.
fn check_headers(headers: &HeaderMap) -> Result<&str, Verdict> {
    let push_type = header(headers, "apns-push-type").unwrap_or_default();
    let Some(suffix) = topic_suffix(push_type) else { return refuse(400, "InvalidPushType") };
    let Some(topic) = header(headers, "apns-topic") else { return refuse(400, "MissingTopic") };
    match topic.strip_prefix(BUNDLE_ID) {
        Some(rest) if rest == suffix => {}
        Some(_) => return refuse(400, "DeviceTokenNotForTopic"),
        None => return refuse(400, "TopicDisallowed"),
    }
    match (push_type, header(headers, "apns-priority").unwrap_or("10")) {
        ("background", "5") => {}
        ("background", _) => return refuse(400, "BadPriority"),
        (_, "1" | "5" | "10") => {}
        _ => return refuse(400, "BadPriority"),
    }
    if header(headers, "apns-expiration").is_some_and(|expiration| expiration.parse::<u64>().is_err()) {
        return refuse(400, "BadExpirationDate");
    }
    if header(headers, "apns-collapse-id").is_some_and(|id| id.len() > 64) {
        return refuse(400, "BadCollapseId");
    }
    if header(headers, "apns-id").is_some_and(|id| !is_uuid(id)) {
        return refuse(400, "BadMessageId");
    }
    Ok(push_type)
}

/// What a topic has after the bundle id for a push type.
fn topic_suffix(push_type: &str) -> Option<&'static str> {
    Some(match push_type {
        "alert" | "background" | "controls" => "",
        "complication" => ".complication",
        "fileprovider" => ".pushkit.fileprovider",
        "liveactivity" => ".push-type.liveactivity",
        "location" => ".location-query",
        "pushtotalk" => ".voip-ptt",
        "voip" => ".voip",
        "widgets" => ".push-type.widgets",
        _ => return None,
    })
}

fn is_uuid(id: &str) -> bool {
    let mut groups = id.split('-').map(|group| group.bytes().all(|b| b.is_ascii_hexdigit()).then_some(group.len()));
    [8, 4, 4, 4, 12].into_iter().all(|length| groups.next() == Some(Some(length))) && groups.next().is_none()
}

/// Apple names no reason for a payload that is no JSON object: here it counts as an empty one.
fn check_payload(push_type: &str, body: &[u8]) -> Result<(), Verdict> {
    if body.len() > if push_type == "voip" { MAX_VOIP_PAYLOAD } else { MAX_PAYLOAD } {
        return refuse(413, "PayloadTooLarge");
    }
    let is_object = body.trim_ascii_start().starts_with(b"{")
        && str::from_utf8(body).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
    if is_object { Ok(()) } else { refuse(400, "PayloadEmpty") }
}

/// The usual reason of a status.
pub(crate) fn usual_reason(status: u16) -> &'static str {
    match status {
        200 => "",
        400 => "BadDeviceToken",
        403 => "ExpiredProviderToken",
        410 => "Unregistered",
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        _ => "InternalServerError",
    }
}

/// The HTTP answer, with the push's id.
pub(crate) fn response(head: &Parts, verdict: &Verdict) -> Response<Vec<u8>> {
    static NEXT_ID: AtomicU64 = AtomicU64::new(1);
    let body = (verdict.status != 200).then(|| match verdict.timestamp_ms {
        Some(timestamp) => json!({"reason": verdict.reason, "timestamp": timestamp}),
        None => json!({"reason": verdict.reason}),
    });
    let mut response = reply::response(verdict.status, body.as_ref(), verdict.retry_after);
    let id = head.headers.get("apns-id").cloned().or_else(|| {
        let number = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        HeaderValue::try_from(format!("00000000-0000-4000-8000-{number:012X}")).ok()
    });
    response.headers_mut().extend(id.map(|id| (http::HeaderName::from_static("apns-id"), id)));
    response
}

/// A header as text; one that is no text counts as missing.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
