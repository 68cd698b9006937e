//! `siplaunch-pushd try`.

use super::*;
use crate::try_push::report;

#[tokio::test]
async fn answers_are_explained_in_words() {
    let server = Server::start(|seen: &Seen| match seen.topic.as_str() {
        "org.example.phone.voip" => DELIVERED,
        "org.example.phone" => Act::Answer(400, r#"{"reason":"DeviceTokenNotForTopic"}"#),
        _ => Act::Answer(400, r#"{"reason":"TopicDisallowed"}"#),
    })
    .await;
    let setup = Setup::apple(&server);
    let calls = device(Provider::Apns);
    let messages = Device { purpose: Purpose::Messages, ..calls.clone() };
    let no_app = Device { app: String::new(), provider: Provider::ApnsSandbox, ..calls.clone() };
    let google = device(Provider::Fcm);
    let mut text = Vec::new();
    let devices = [calls.clone(), messages, no_app, google];
    let error = report("alice@example.org", &devices, &setup.providers, &mut text).await.unwrap_err();
    assert_eq!(error.to_string(), "3 of 4 devices did not get the push");
    let text = String::from_utf8(text).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "apns calls org.example.phone: 200 Success");
    assert_eq!(lines[1], "  The push service took the push.");
    assert_eq!(lines[2], "apns messages org.example.phone: 400 DeviceTokenNotForTopic");
    assert!(lines[3].ends_with("compare the device's bundle id with the app's."), "{text}");
    assert_eq!(lines[4], "apns_sandbox calls (app of the configuration): 400 TopicDisallowed");
    assert!(lines[5].contains("`.voip`"), "{text}");
    assert_eq!(lines[6], "fcm both example-phone: no answer not_configured");
    assert!(!text.contains("0f3a"), "{text}");

    let mut text = Vec::new();
    report("alice@example.org", std::slice::from_ref(&calls), &setup.providers, &mut text).await.unwrap();
    report("alice@example.org", &[], &setup.providers, &mut text).await.unwrap_err();
    report("alice", &[calls], &setup.providers, &mut text).await.unwrap_err();
}
