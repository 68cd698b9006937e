//! Google's service: `POST /v1/projects/<id>/messages:send`. The rules are from Google's reference of the resource
//! `projects.messages`, its page "FCM Error Codes", and the JSON form of a `Duration`.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use http::{Method, Response, request::Parts};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    apns::header,
    credentials::PROJECT_ID,
    reply::{self, Verdict},
    state::State,
};

const MAX_PAYLOAD: usize = 4096;
/// Four weeks, in seconds.
const MAX_TTL: f64 = 2_419_200.0;

/// The body of a push.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Send {
    message: Message,
    #[serde(default, rename = "validate_only", alias = "validateOnly")]
    _validate_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    token: Option<String>,
    topic: Option<String>,
    condition: Option<String>,
    #[serde(default)]
    data: BTreeMap<String, String>,
    #[serde(default)]
    android: Android,
    #[serde(default, rename = "notification")]
    _notification: Value,
    #[serde(default, rename = "webpush")]
    _webpush: Value,
    #[serde(default, rename = "apns")]
    _apns: Value,
    #[serde(default, rename = "fcm_options", alias = "fcmOptions")]
    _fcm_options: Value,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Android {
    priority: Option<String>,
    ttl: Option<String>,
    data: BTreeMap<String, String>,
    #[serde(rename = "collapse_key", alias = "collapseKey")]
    _collapse_key: Option<String>,
    #[serde(rename = "restricted_package_name", alias = "restrictedPackageName")]
    _restricted_package_name: Option<String>,
    #[serde(rename = "direct_boot_ok", alias = "directBootOk")]
    _direct_boot_ok: bool,
    #[serde(rename = "notification")]
    _notification: Value,
    #[serde(rename = "fcm_options", alias = "fcmOptions")]
    _fcm_options: Value,
}

/// The device token of a body, empty if there is none.
pub(crate) fn token(payload: &Value) -> &str {
    payload["message"]["token"].as_str().unwrap_or_default()
}

/// Checks a push in all that Google documents.
pub(crate) fn check(state: &State, head: &Parts, body: &[u8]) -> Result<(), Verdict> {
    let project = head.uri.path().strip_prefix("/v1/projects/").and_then(|rest| rest.strip_suffix("/messages:send"));
    let Some(project) = project.filter(|_| head.method == Method::POST) else {
        return refuse(404, "NOT_FOUND", "the path is no method");
    };
    let bearer = header(&head.headers, "authorization").and_then(|value| value.strip_prefix("Bearer "));
    if !bearer.is_some_and(|token| state.is_access_token(token)) {
        return refuse(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    }
    if project != PROJECT_ID {
        return refuse(403, "PERMISSION_DENIED", "Permission 'cloudmessaging.messages.create' denied on the project");
    }
    if !header(&head.headers, "content-type").is_some_and(|value| value.starts_with("application/json")) {
        return invalid("the content type is not application/json");
    }
    match serde_json::from_slice::<Send>(body) {
        Err(error) => invalid(format!("Invalid JSON payload received. {error}")),
        Ok(send) => check_message(&send.message),
    }
}

fn refuse<T>(status: u16, code: &str, message: impl Into<String>) -> Result<T, Verdict> {
    Err(Verdict::refused(status, code, message))
}

fn invalid<T>(message: impl Into<String>) -> Result<T, Verdict> {
    refuse(400, "INVALID_ARGUMENT", message)
}

fn check_message(message: &Message) -> Result<(), Verdict> {
    let Some(token) = message.token.as_deref().filter(|_| message.topic.is_none() && message.condition.is_none())
    else {
        return invalid("a message to one phone has a token, no topic and no condition");
    };
    if !is_token(token) {
        return invalid("The registration token is not a valid FCM registration token");
    }
    let data = || message.data.iter().chain(&message.android.data);
    if let Some((key, _)) = data().find(|(key, _)| is_reserved(key)) {
        return invalid(format!("Invalid data payload key: {key}"));
    }
    if data().map(|(key, value)| key.len() + value.len()).sum::<usize>() > MAX_PAYLOAD {
        return invalid("Android message is too big");
    }
    let priority = message.android.priority.as_deref().unwrap_or("NORMAL");
    if !["NORMAL", "HIGH"].iter().any(|name| name.eq_ignore_ascii_case(priority)) {
        return invalid("Invalid value at 'message.android.priority'");
    }
    if message.android.ttl.as_deref().is_some_and(|ttl| !is_ttl(ttl)) {
        return invalid("Invalid value at 'message.android.ttl'");
    }
    Ok(())
}

/// An instance id, a colon, and at least 100 characters more.
fn is_token(token: &str) -> bool {
    let is_word = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    token.len() <= 4096
        && token
            .split_once(':')
            .is_some_and(|(id, rest)| id.len() >= 8 && rest.len() >= 100 && is_word(id) && is_word(rest))
}

fn is_reserved(key: &str) -> bool {
    matches!(key, "from" | "message_type" | "collapse_key") || key.starts_with("google.") || key.starts_with("gcm.")
}

/// Seconds with at most nine digits after the point, and an `s`.
fn is_ttl(ttl: &str) -> bool {
    let Some(seconds) = ttl.strip_suffix('s') else { return false };
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let is_number = |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number(whole) && is_number(fraction) && seconds.parse().is_ok_and(|seconds: f64| seconds <= MAX_TTL)
}

/// The usual error code of a status.
pub(crate) fn usual_reason(status: u16) -> &'static str {
    match status {
        200 => "",
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "SENDER_ID_MISMATCH",
        404 => "UNREGISTERED",
        429 => "QUOTA_EXCEEDED",
        503 => "UNAVAILABLE",
        _ => "INTERNAL",
    }
}

/// The HTTP answer.
pub(crate) fn response(verdict: &Verdict) -> Response<Vec<u8>> {
    static NEXT_ID: AtomicU64 = AtomicU64::new(1);
    let body = if verdict.status == 200 {
        let number = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        json!({"name": format!("projects/{PROJECT_ID}/messages/0:{number:016}%stand-in")})
    } else {
        error(verdict)
    };
    reply::response(verdict.status, Some(&body), verdict.retry_after)
}

/// Google's error object. Codes of FCM itself are in the details, beside the canonical status.
fn error(verdict: &Verdict) -> Value {
    let status = match verdict.status {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        _ => "INTERNAL",
    };
    let mut error = json!({"code": verdict.status, "message": verdict.message, "status": status});
    if !matches!(verdict.reason.as_str(), "UNAUTHENTICATED" | "PERMISSION_DENIED" | "NOT_FOUND") {
        let kind = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
        error["details"] = json!([{"@type": kind, "errorCode": verdict.reason}]);
    }
    json!({"error": error})
}
