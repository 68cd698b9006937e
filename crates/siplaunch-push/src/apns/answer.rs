use std::borrow::Cow;

use serde::Deserialize;

use crate::{
    Answer, Fault, Response, Verdict,
    answer::{known, retry_after},
};

/// Apple's reasons, of the table "Understand error codes" and of what its servers were seen to answer.
const REASONS: &[&str] = &[
    "BadCertificate",
    "BadCertificateEnvironment",
    "BadCollapseId",
    "BadDeviceToken",
    "BadEnvironmentKeyIdInToken",
    "BadEnvironmentKeyInToken",
    "BadExpirationDate",
    "BadMessageId",
    "BadPath",
    "BadPriority",
    "BadTopic",
    "DeviceTokenNotForTopic",
    "DuplicateHeaders",
    "ExpiredProviderToken",
    "ExpiredToken",
    "Forbidden",
    "IdleTimeout",
    "InternalServerError",
    "InvalidProviderToken",
    "InvalidPushType",
    "MethodNotAllowed",
    "MissingDeviceToken",
    "MissingProviderToken",
    "MissingTopic",
    "PayloadEmpty",
    "PayloadTooLarge",
    "ServiceUnavailable",
    "Shutdown",
    "TooManyProviderTokenUpdates",
    "TooManyRequests",
    "TopicDisallowed",
    "UnrelatedKeyIdInToken",
    "Unregistered",
];

#[derive(Default, Deserialize)]
struct Body<'a> {
    #[serde(borrow, default)]
    reason: Cow<'a, str>,
    /// Milliseconds since 1970.
    timestamp: Option<u64>,
}

/// What Apple's answer means. `now`: seconds since 1970, for a `retry-after` with a date.
///
/// A `BadDeviceToken` drops the device. Apple gives this answer also to a token of the other environment; such a device
/// was stored for the wrong one and could never be reached, and comes back right when its app registers again.
/// `TooManyProviderTokenUpdates` is a retry with the same provider token, which is still valid.
///
/// Source: <https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns>
#[must_use]
pub fn answer(response: &Response<'_>, now: u64) -> Answer {
    let body: Body<'_> = serde_json::from_slice(response.body).unwrap_or_default();
    let verdict = match (response.status, &*body.reason) {
        (200, _) => return Answer { verdict: Verdict::Delivered, reason: "Success" },
        (410, _) => Verdict::DropDevice { dead_since: body.timestamp.map(|milliseconds| milliseconds / 1000) },
        (400, "BadDeviceToken" | "DeviceTokenNotForTopic") => Verdict::DropDevice { dead_since: None },
        (400, "BadTopic" | "MissingTopic" | "TopicDisallowed") => Verdict::Misconfigured(Fault::Topic),
        (400 | 403, "BadCertificateEnvironment" | "BadEnvironmentKeyIdInToken" | "BadEnvironmentKeyInToken") => {
            Verdict::Misconfigured(Fault::Environment)
        }
        (403, "BadCertificate") => Verdict::Misconfigured(Fault::Certificate),
        (403, "ExpiredProviderToken") => Verdict::RefreshProviderToken,
        (403, "InvalidProviderToken" | "MissingProviderToken" | "UnrelatedKeyIdInToken") => {
            Verdict::Misconfigured(Fault::Key)
        }
        (400, "IdleTimeout") | (429 | 500..=599, _) => Verdict::Retry { after: retry_after(response, now) },
        _ => Verdict::Refused,
    };
    Answer { verdict, reason: known(REASONS, &body.reason) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn verdict(status: u16, body: &str) -> Verdict {
        answer(&Response { status, retry_after: None, body: body.as_bytes() }, 0).verdict
    }

    fn of_reason(status: u16, reason: &str) -> Verdict {
        let body = format!(r#"{{"reason":"{reason}"}}"#);
        let answer = answer(&Response { status, retry_after: None, body: body.as_bytes() }, 0);
        assert_eq!(answer.reason, reason, "each reason of Apple's has its name");
        answer.verdict
    }

    /// Apple's table, row by row.
    #[test]
    fn every_reason_has_its_verdict() {
        use Verdict::{DropDevice, Misconfigured, RefreshProviderToken, Refused, Retry};
        let drop = DropDevice { dead_since: None };
        let retry = Retry { after: None };
        let rows = [
            (400, "BadCollapseId", Refused),
            (400, "BadDeviceToken", drop),
            (400, "BadExpirationDate", Refused),
            (400, "BadMessageId", Refused),
            (400, "BadPriority", Refused),
            (400, "BadTopic", Misconfigured(Fault::Topic)),
            (400, "DeviceTokenNotForTopic", drop),
            (400, "DuplicateHeaders", Refused),
            (400, "IdleTimeout", retry),
            (400, "InvalidPushType", Refused),
            (400, "MissingDeviceToken", Refused),
            (400, "MissingTopic", Misconfigured(Fault::Topic)),
            (400, "PayloadEmpty", Refused),
            (400, "TopicDisallowed", Misconfigured(Fault::Topic)),
            (403, "BadCertificate", Misconfigured(Fault::Certificate)),
            (403, "BadCertificateEnvironment", Misconfigured(Fault::Environment)),
            (403, "BadEnvironmentKeyIdInToken", Misconfigured(Fault::Environment)),
            (403, "BadEnvironmentKeyInToken", Misconfigured(Fault::Environment)),
            (403, "ExpiredProviderToken", RefreshProviderToken),
            (403, "Forbidden", Refused),
            (403, "InvalidProviderToken", Misconfigured(Fault::Key)),
            (403, "MissingProviderToken", Misconfigured(Fault::Key)),
            (403, "UnrelatedKeyIdInToken", Misconfigured(Fault::Key)),
            (404, "BadPath", Refused),
            (405, "MethodNotAllowed", Refused),
            (410, "ExpiredToken", drop),
            (410, "Unregistered", drop),
            (413, "PayloadTooLarge", Refused),
            (429, "TooManyProviderTokenUpdates", retry),
            (429, "TooManyRequests", retry),
            (500, "InternalServerError", retry),
            (503, "ServiceUnavailable", retry),
            (503, "Shutdown", retry),
        ];
        assert_eq!(rows.len(), REASONS.len());
        for (status, reason, expected) in rows {
            assert_eq!(of_reason(status, reason), expected, "{status} {reason}");
        }
    }

    #[test]
    fn a_dead_token_has_its_time_in_seconds() {
        let body = r#"{"reason":"Unregistered","timestamp":1454948015990}"#;
        assert_eq!(verdict(410, body), Verdict::DropDevice { dead_since: Some(1_454_948_015) });
        assert_eq!(verdict(410, ""), Verdict::DropDevice { dead_since: None });
    }

    #[test]
    fn a_device_is_dropped_only_with_the_status_that_goes_with_the_reason() {
        for status in [200, 403, 404, 429, 500, 503] {
            for reason in ["BadDeviceToken", "DeviceTokenNotForTopic", "Unregistered", "ExpiredToken"] {
                assert!(!matches!(of_reason_any(status, reason), Verdict::DropDevice { .. }), "{status} {reason}");
            }
        }
    }

    fn of_reason_any(status: u16, reason: &str) -> Verdict {
        verdict(status, &format!(r#"{{"reason":"{reason}"}}"#))
    }

    #[test]
    fn bodies_that_are_not_apples_are_judged_by_their_status() {
        for body in ["", "<html>", "null", "[]", r#"{"reason":7}"#, r#"{"reason":"Ne\"w"}"#, "\u{fffd}"] {
            assert_eq!(verdict(200, body), Verdict::Delivered);
            assert_eq!(verdict(400, body), Verdict::Refused);
            assert_eq!(verdict(403, body), Verdict::Refused);
            assert_eq!(verdict(502, body), Verdict::Retry { after: None });
        }
        let response = Response { status: 400, retry_after: None, body: br#"{"reason":"BrandNew"}"# };
        assert_eq!(answer(&response, 0).reason, "Unknown");
    }

    #[test]
    fn a_wait_of_apples_is_kept() {
        let response = Response { status: 503, retry_after: Some("3"), body: b"" };
        assert_eq!(answer(&response, 0).verdict, Verdict::Retry { after: Some(Duration::from_secs(3)) });
    }
}
