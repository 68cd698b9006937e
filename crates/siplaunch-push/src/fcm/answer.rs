use std::{borrow::Cow, time::Duration};

use serde::Deserialize;

use crate::{
    Answer, Fault, Response, Verdict,
    answer::{known, retry_after},
};

/// The wait that Google wants after a 429 without `retry-after`
/// (<https://firebase.google.com/docs/cloud-messaging/scale-fcm>).
const QUOTA_WAIT: Duration = Duration::from_secs(60);

/// FCM's error codes, and those of Google's services in general.
const REASONS: &[&str] = &[
    "INTERNAL",
    "INVALID_ARGUMENT",
    "NOT_FOUND",
    "PERMISSION_DENIED",
    "QUOTA_EXCEEDED",
    "RESOURCE_EXHAUSTED",
    "SENDER_ID_MISMATCH",
    "THIRD_PARTY_AUTH_ERROR",
    "UNAUTHENTICATED",
    "UNAVAILABLE",
    "UNREGISTERED",
];

#[derive(Default, Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    error: Error<'a>,
}

#[derive(Default, Deserialize)]
struct Error<'a> {
    #[serde(borrow, default)]
    status: Cow<'a, str>,
    #[serde(borrow, default)]
    message: Cow<'a, str>,
    #[serde(borrow, default)]
    details: Vec<Detail<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail<'a> {
    /// Of `google.firebase.fcm.v1.FcmError`.
    #[serde(borrow)]
    error_code: Option<Cow<'a, str>>,
    /// Of `google.rpc.BadRequest`.
    #[serde(borrow, default)]
    field_violations: Vec<Violation<'a>>,
}

#[derive(Deserialize)]
struct Violation<'a> {
    #[serde(borrow, default)]
    field: Cow<'a, str>,
}

impl Error<'_> {
    /// FCM's own code, which says more than the general status.
    fn code(&self) -> &str {
        self.details.iter().find_map(|detail| detail.error_code.as_deref()).unwrap_or(&self.status)
    }

    /// Whether an invalid argument is the device's token, and not another part of the push. FCM names the field, or says
    /// in its message that the registration token is not valid.
    fn names_the_token(&self) -> bool {
        let mut violations = self.details.iter().flat_map(|detail| &detail.field_violations).peekable();
        if violations.peek().is_some() {
            violations.any(|violation| violation.field == "message.token")
        } else {
            self.message.contains("registration token")
        }
    }
}

/// What Google's answer means. `now`: seconds since 1970, for a `retry-after` with a date.
///
/// Source: <https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode>
#[must_use]
pub fn answer(response: &Response<'_>, now: u64) -> Answer {
    if response.status == 200 {
        return Answer { verdict: Verdict::Delivered, reason: "Success" };
    }
    let error = serde_json::from_slice(response.body).map(|body: Body<'_>| body.error).unwrap_or_default();
    let wait = retry_after(response, now);
    let verdict = match (response.status, error.code()) {
        (404, "UNREGISTERED") => Verdict::DropDevice { dead_since: None },
        (400, "INVALID_ARGUMENT") if error.names_the_token() => Verdict::DropDevice { dead_since: None },
        (401, "THIRD_PARTY_AUTH_ERROR") | (403 | 404, _) => Verdict::Misconfigured(Fault::Project),
        (401, _) => Verdict::RefreshProviderToken,
        (429, _) => Verdict::Retry { after: Some(wait.unwrap_or(QUOTA_WAIT)) },
        (500..=599, _) => Verdict::Retry { after: wait },
        _ => Verdict::Refused,
    };
    Answer { verdict, reason: known(REASONS, error.code()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(status: u16, body: &str) -> Verdict {
        answer(&Response { status, retry_after: None, body: body.as_bytes() }, 0).verdict
    }

    fn fcm_error(status: u16, general: &str, code: &str) -> Verdict {
        let body = format!(
            r#"{{"error":{{"code":{status},"message":"m","status":"{general}","details":[
            {{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"{code}"}}]}}}}"#
        );
        let answer = answer(&Response { status, retry_after: None, body: body.as_bytes() }, 0);
        assert_eq!(answer.reason, code);
        answer.verdict
    }

    const DROP: Verdict = Verdict::DropDevice { dead_since: None };
    const PROJECT: Verdict = Verdict::Misconfigured(Fault::Project);

    /// Google's table, row by row.
    #[test]
    fn every_error_code_has_its_verdict() {
        assert_eq!(fcm_error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"), Verdict::Refused);
        assert_eq!(fcm_error(404, "NOT_FOUND", "UNREGISTERED"), DROP);
        assert_eq!(fcm_error(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"), PROJECT);
        let quota = Verdict::Retry { after: Some(Duration::from_secs(60)) };
        assert_eq!(fcm_error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), quota);
        assert_eq!(fcm_error(503, "UNAVAILABLE", "UNAVAILABLE"), Verdict::Retry { after: None });
        assert_eq!(fcm_error(500, "INTERNAL", "INTERNAL"), Verdict::Retry { after: None });
        assert_eq!(fcm_error(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"), PROJECT);
    }

    #[test]
    fn errors_of_the_service_account_and_the_project() {
        let general = |status: u16, general: &str| {
            verdict(status, &format!(r#"{{"error":{{"code":{status},"message":"m","status":"{general}"}}}}"#))
        };
        assert_eq!(general(401, "UNAUTHENTICATED"), Verdict::RefreshProviderToken);
        assert_eq!(general(403, "PERMISSION_DENIED"), PROJECT);
        assert_eq!(general(404, "NOT_FOUND"), PROJECT);
        assert_eq!(verdict(404, "<!DOCTYPE html>"), PROJECT, "Google's front end knows no such path");
    }

    /// The two examples of <https://firebase.google.com/docs/cloud-messaging/error-codes>.
    #[test]
    fn an_invalid_argument_drops_the_device_only_if_it_is_the_token() {
        let token = r#"{"error":{"code":400,"message":"The registration token is not a valid FCM registration token",
            "status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError",
            "errorCode":"INVALID_ARGUMENT"}]}}"#;
        assert_eq!(verdict(400, token), DROP);
        let value = r#"{"error":{"code":400,"message":"Invalid value at 'message.data[0].value' (TYPE_STRING), 12",
            "status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations":[{"field":"message.data[0].value",
            "description":"Invalid value at 'message.data[0].value' (TYPE_STRING), 12"}]}]}}"#;
        assert_eq!(verdict(400, value), Verdict::Refused);
        assert_eq!(verdict(400, &value.replace("message.data[0].value", "message.token")), DROP);
        let both = value.replace("Invalid value at", "The registration token is fine, but not");
        assert_eq!(verdict(400, &both), Verdict::Refused, "the field decides if one is named");
        assert_eq!(verdict(500, token), Verdict::Retry { after: None });
    }

    #[test]
    fn bodies_that_are_not_googles_are_judged_by_their_status() {
        for body in ["", "<html>", "null", r#"{"error":"invalid"}"#, r#"{"error":{"details":[7]}}"#] {
            assert_eq!(verdict(200, body), Verdict::Delivered);
            assert_eq!(verdict(400, body), Verdict::Refused);
            assert_eq!(verdict(401, body), Verdict::RefreshProviderToken);
            assert_eq!(verdict(502, body), Verdict::Retry { after: None });
        }
    }

    #[test]
    fn googles_own_wait_is_kept() {
        let response = Response { status: 429, retry_after: Some("2"), body: b"" };
        assert_eq!(answer(&response, 0).verdict, Verdict::Retry { after: Some(Duration::from_secs(2)) });
    }
}
