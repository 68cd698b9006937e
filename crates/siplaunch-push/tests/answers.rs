//! Whatever a push service answers, or something in between that plays one.

use proptest::prelude::*;
use siplaunch_push::{Answer, Response, Verdict, apns, fcm};

/// Bodies of all kinds: those of the services with other values in them, and any bytes.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let reasons = prop_oneof![
        Just("Unregistered"),
        Just("BadDeviceToken"),
        Just("ExpiredProviderToken"),
        Just("UNREGISTERED"),
        Just("INVALID_ARGUMENT"),
        Just("UNAUTHENTICATED"),
    ];
    prop_oneof![
        any::<Vec<u8>>(),
        (reasons, any::<i64>()).prop_map(|(reason, time)| {
            let error = format!(
                r#"{{"status":"{reason}","message":"registration token","details":[{{"errorCode":"{reason}"}}]}}"#
            );
            format!(r#"{{"reason":"{reason}","timestamp":{time},"error":{error}}}"#).into_bytes()
        }),
        (0..1000_usize).prop_map(|depth| [b"[".repeat(depth), b"]".repeat(depth)].concat()),
    ]
}

proptest! {
    /// A device is dropped, a push counts as delivered, and a token is renewed by no other status than the service's.
    #[test]
    fn no_answer_does_harm(status in prop_oneof![100..1000_u16, 400..430_u16], wait in any::<Option<String>>(), body in bodies(), now in any::<u64>()) {
        let response = Response { status, retry_after: wait.as_deref(), body: &body };
        let allowed = |answer: Answer, drop: &[u16], refresh: u16| match answer.verdict {
            Verdict::Delivered => status == 200,
            Verdict::DropDevice { .. } => drop.contains(&status),
            Verdict::RefreshProviderToken => status == refresh,
            Verdict::Retry { after } => after.is_none_or(|after| after.as_secs() <= 86_400),
            _ => true,
        };
        prop_assert!(allowed(apns::answer(&response, now), &[400, 410], 403));
        prop_assert!(allowed(fcm::answer(&response, now), &[400, 404], 401));
    }
}
