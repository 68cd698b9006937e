//! The requests to Apple and Google, and what awkward names and texts make of them.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::{collections::BTreeMap, time::Duration};

use proptest::prelude::*;
use serde_json::{Value, json};
use siplaunch_push::{
    Call, Device, DeviceError, DeviceToken, Message, Provider, Purpose, Push, Request, RequestError, apns, fcm,
};

const WAIT: Duration = Duration::from_millis(20_900);

fn device(provider: Provider, purpose: Purpose) -> Device {
    let (app, token) = match provider {
        Provider::Fcm => ("example-phone", "eXaMpLe:APA91b-_".to_owned()),
        _ => ("org.example.phone", "0f3A".repeat(16)),
    };
    Device { provider, purpose, app: app.into(), token: DeviceToken::new(token) }
}

fn call(caller_name: &str) -> Push {
    Push::Call(Call {
        id: "8f2c".into(),
        caller: "4912345".into(),
        caller_name: caller_name.into(),
        callee: "alice".into(),
        domain: "sip.example.org".into(),
    })
}

fn message() -> Message {
    Message {
        id: "6f1c0f6e-7b53-4c3e-9d3c-1f1f1f1f1f1f".into(),
        callee: "alice".into(),
        domain: "sip.example.org".into(),
        alert: "Bob: hello".into(),
        sound: "incoming_message.caf".into(),
        badge: Some(3),
        silent: false,
        data: BTreeMap::from([("sender_name".into(), "Bob".into()), ("type".into(), "groupchat".into())]),
    }
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

fn headers(request: &Request) -> Vec<(&'static str, &str)> {
    request.headers.iter().map(|(name, value)| (*name, &**value)).collect()
}

#[test]
fn a_call_through_apple() {
    let request = apns::request(&device(Provider::Apns, Purpose::Calls), &call("Bob")).unwrap();
    assert_eq!((request.method, &*request.path), ("POST", &*format!("/3/device/{}", "0f3A".repeat(16))));
    let expected = [
        ("apns-topic", "org.example.phone.voip"),
        ("apns-push-type", "voip"),
        ("apns-priority", "10"),
        ("apns-expiration", "0"),
    ];
    assert_eq!(headers(&request), expected);
    let expected = json!({"aps": {}, "type": "call", "call_id": "8f2c", "caller": "4912345", "caller_name": "Bob",
        "callee": "alice", "domain": "sip.example.org"});
    assert_eq!(body(&request), expected);
}

#[test]
fn a_message_through_apple() {
    let device = device(Provider::ApnsSandbox, Purpose::Messages);
    let request = apns::request(&device, &Push::Message(message())).unwrap();
    let expected = [
        ("apns-topic", "org.example.phone"),
        ("apns-push-type", "alert"),
        ("apns-priority", "10"),
        ("apns-collapse-id", "6f1c0f6e-7b53-4c3e-9d3c-1f1f1f1f1f1f"),
    ];
    assert_eq!(headers(&request), expected);
    let expected = json!({"aps": {"alert": "Bob: hello", "sound": "incoming_message.caf", "badge": 3},
        "type": "groupchat", "push_id": "6f1c0f6e-7b53-4c3e-9d3c-1f1f1f1f1f1f", "callee": "alice",
        "domain": "sip.example.org", "sender_name": "Bob"});
    assert_eq!(body(&request), expected);
}

#[test]
fn a_message_that_shows_nothing_is_a_background_push() {
    let silent = Message { silent: true, ..message() };
    let empty = Message { alert: String::new(), sound: String::new(), badge: None, ..message() };
    for message in [silent, empty] {
        let apple = device(Provider::Apns, Purpose::Messages);
        let request = apns::request(&apple, &Push::Message(message.clone())).unwrap();
        assert_eq!(headers(&request)[1..3], [("apns-push-type", "background"), ("apns-priority", "5")]);
        assert_eq!(body(&request)["aps"], json!({"content-available": 1}));
        let google = device(Provider::Fcm, Purpose::Both);
        let request = fcm::request(&google, &Push::Message(message), WAIT).unwrap();
        assert_eq!(body(&request)["message"]["android"], json!({"priority": "NORMAL"}));
        assert_eq!(body(&request)["message"]["data"].get("alert"), None);
    }
}

#[test]
fn a_call_through_google() {
    let request = fcm::request(&device(Provider::Fcm, Purpose::Both), &call("Bob"), WAIT).unwrap();
    assert_eq!((request.method, &*request.path), ("POST", "/v1/projects/example-phone/messages:send"));
    assert_eq!(headers(&request), [("content-type", "application/json")]);
    let expected = json!({"message": {
        "token": "eXaMpLe:APA91b-_",
        "android": {"priority": "HIGH", "ttl": "20s"},
        "data": {"type": "call", "call_id": "8f2c", "caller": "4912345", "caller_name": "Bob", "callee": "alice",
            "domain": "sip.example.org"},
    }});
    assert_eq!(body(&request), expected);
}

#[test]
fn a_message_through_google() {
    let request = fcm::request(&device(Provider::Fcm, Purpose::Both), &Push::Message(message()), WAIT).unwrap();
    let expected = json!({"message": {
        "token": "eXaMpLe:APA91b-_",
        "android": {"priority": "HIGH"},
        "data": {"push_id": "6f1c0f6e-7b53-4c3e-9d3c-1f1f1f1f1f1f", "callee": "alice", "domain": "sip.example.org",
            "sender_name": "Bob", "type": "groupchat", "alert": "Bob: hello", "sound": "incoming_message.caf",
            "badge": "3"},
    }});
    assert_eq!(body(&request), expected);
}

#[test]
fn a_ttl_is_within_googles_limits() {
    let ttl = |wait| {
        let request = fcm::request(&device(Provider::Fcm, Purpose::Both), &call(""), wait).unwrap();
        body(&request)["message"]["android"]["ttl"].as_str().unwrap().to_owned()
    };
    assert_eq!(ttl(Duration::ZERO), "0s");
    assert_eq!(ttl(Duration::from_millis(999)), "0s");
    assert_eq!(ttl(Duration::MAX), "2419200s");
}

/// Names as callers may choose them.
fn names() -> Vec<String> {
    vec![
        r#"Bob "The \ Builder""#.into(),
        "\"}, \"aps\": {\"alert\": \"x\"}, {\"".into(),
        (0..=0x1f).map(char::from).collect(),
        "\u{7f}\u{80}\u{2028}\u{feff}".into(),
        "👩‍👩‍👧‍👦📞".into(),
        "ÿ".repeat(10 * 1024),
        "\0".repeat(10 * 1024),
        "👩‍👩‍👧‍👦".repeat(1024),
    ]
}

#[test]
fn any_name_is_valid_json_within_the_limit() {
    for name in names() {
        let request = apns::request(&device(Provider::Apns, Purpose::Calls), &call(&name)).unwrap();
        assert!(request.body.len() <= apns::VOIP_LIMIT);
        check_name(&body(&request), &name);
        let request = fcm::request(&device(Provider::Fcm, Purpose::Both), &call(&name), WAIT).unwrap();
        let data = &body(&request)["message"]["data"];
        assert!(serde_json::to_vec(data).unwrap().len() <= fcm::DATA_LIMIT);
        check_name(data, &name);
    }
}

/// A name is whole if it is short, and otherwise fills the push up to a character.
fn check_name(fields: &Value, name: &str) {
    let kept = fields["caller_name"].as_str().unwrap();
    assert!(name.starts_with(kept));
    assert!(kept.len() == name.len() || kept.len() > 600, "{} of {} bytes", kept.len(), name.len());
    assert_eq!(fields["caller"], "4912345");
    assert_eq!(fields["domain"], "sip.example.org");
}

#[test]
fn texts_of_a_message_are_cut_and_nothing_else() {
    let mut message = message();
    message.alert = "é".repeat(5000);
    message.data.insert("full_message".into(), "long".repeat(5000));
    for device in [device(Provider::Apns, Purpose::Messages), device(Provider::Fcm, Purpose::Both)] {
        let send = |message: &Message| match device.provider {
            Provider::Fcm => fcm::request(&device, &Push::Message(message.clone()), WAIT),
            _ => apns::request(&device, &Push::Message(message.clone())),
        };
        let request = send(&message).unwrap();
        let alert = match device.provider {
            Provider::Fcm => body(&request)["message"]["data"]["alert"].clone(),
            _ => {
                assert!((4090..=apns::MESSAGE_LIMIT).contains(&request.body.len()));
                body(&request)["aps"]["alert"].clone()
            }
        };
        assert!(alert.as_str().unwrap().chars().all(|c| c == 'é'));
        let mut sender = message.clone();
        sender.data.insert("sender_jid".into(), "j".repeat(5000));
        assert_eq!(send(&sender).err(), Some(RequestError::TooLarge));
    }
}

#[test]
fn what_names_a_call_is_never_cut() {
    let Push::Call(call) = call("Bob") else { unreachable!() };
    let long = "9".repeat(apns::VOIP_LIMIT);
    for call in [
        Call { id: long.clone(), ..call.clone() },
        Call { caller: long.clone(), ..call.clone() },
        Call { callee: long.clone(), ..call.clone() },
        Call { domain: long.clone(), ..call.clone() },
    ] {
        let push = Push::Call(call);
        let apple = apns::request(&device(Provider::Apns, Purpose::Calls), &push);
        assert_eq!(apple.err(), Some(RequestError::TooLarge));
        let google = fcm::request(&device(Provider::Fcm, Purpose::Both), &push, WAIT);
        assert_eq!(google.err(), Some(RequestError::TooLarge));
    }
}

#[test]
fn an_id_that_no_header_holds_collapses_by_its_hash() {
    let collapse_id = |id: &str| {
        let push = Push::Message(Message { id: id.into(), ..message() });
        let request = apns::request(&device(Provider::Apns, Purpose::Messages), &push).unwrap();
        assert_eq!(body(&request)["push_id"], id, "the app gets the id itself");
        request.headers.into_iter().find(|header| header.0 == "apns-collapse-id").map(|header| header.1.into_owned())
    };
    // `printf 'a b' | openssl dgst -sha256 -binary | basenc --base64url`
    assert_eq!(collapse_id("a b").unwrap(), "yGh6CKpdbtIEQyj6aml6uOltw0KR6MIDSujDjm_MbWU");
    let long = "i".repeat(256);
    assert_eq!(collapse_id(&long).unwrap(), "gAxfS_ApL9GxT-ZJBQanLH3Uq3UYztIr077NzZK9I6k");
    assert_ne!(collapse_id(&long), collapse_id(&long[1..]));
    for id in ["a\r\nb", "é"] {
        assert!(collapse_id(id).unwrap().bytes().all(|byte| byte.is_ascii_graphic()));
    }
    let longest = "i".repeat(64);
    assert_eq!(collapse_id(&longest), Some(longest));
    assert_eq!(collapse_id(""), None);
}

#[test]
fn a_device_that_would_change_the_request_is_an_error() {
    let apple = device(Provider::Apns, Purpose::Calls);
    for token in ["", "../../x", "0f3a?x", "0f3a ", "0f3a\r\n", "zz", &"0".repeat(201)] {
        let device = Device { token: DeviceToken::new(token), ..apple.clone() };
        assert_eq!(apns::request(&device, &call("")).err(), Some(RequestError::Device(DeviceError::Token)), "{token}");
    }
    let google = device(Provider::Fcm, Purpose::Both);
    for token in ["", "a b", "é", &"0".repeat(4097)] {
        let device = Device { token: DeviceToken::new(token), ..google.clone() };
        assert_eq!(
            fcm::request(&device, &call(""), WAIT).err(),
            Some(RequestError::Device(DeviceError::Token)),
            "{token}"
        );
    }
    for device in [apple.clone(), google.clone()] {
        let device = Device { app: String::new(), ..device };
        let errors = (apns::request(&device, &call("")).err(), fcm::request(&device, &call(""), WAIT).err());
        assert!([errors.0, errors.1].contains(&Some(RequestError::NoApp)));
    }
    for app in ["a/b", "a?b", "a%2fb", "a b", "a\r\nb", "é", &"a".repeat(256)] {
        let device = Device { app: app.into(), ..google.clone() };
        assert_eq!(fcm::request(&device, &call(""), WAIT).err(), Some(RequestError::Device(DeviceError::App)), "{app}");
        let device = Device { app: app.into(), ..apple.clone() };
        assert_eq!(apns::request(&device, &call("")).err(), Some(RequestError::Device(DeviceError::App)), "{app}");
    }
}

#[test]
fn a_token_serves_only_its_provider_and_purpose() {
    let to = |provider, purpose, push: &Push| {
        let device = device(provider, purpose);
        (apns::request(&device, push).err(), fcm::request(&device, push, WAIT).err())
    };
    let (provider, purpose) = (Some(RequestError::Provider), Some(RequestError::Purpose));
    let message = Push::Message(message());
    assert_eq!(to(Provider::Apns, Purpose::Messages, &call("")), (purpose, provider));
    assert_eq!(to(Provider::Apns, Purpose::Calls, &message), (purpose, provider));
    assert_eq!(to(Provider::Fcm, Purpose::Calls, &message), (provider, purpose));
    assert_eq!(to(Provider::Fcm, Purpose::Both, &message), (provider, None));
}

#[test]
fn data_cannot_take_a_name_with_a_meaning() {
    for name in [
        "",
        "aps",
        "push_id",
        "callee",
        "domain",
        "alert",
        "sound",
        "badge",
        "from",
        "message_type",
        "google.x",
        "gcm_x",
    ] {
        let message = Message { data: BTreeMap::from([(name.to_owned(), "x".to_owned())]), ..message() };
        let push = Push::Message(message);
        let apple = apns::request(&device(Provider::Apns, Purpose::Messages), &push);
        assert_eq!(apple.err(), Some(RequestError::DataKey), "{name}");
        let google = fcm::request(&device(Provider::Fcm, Purpose::Both), &push, WAIT);
        assert_eq!(google.err(), Some(RequestError::DataKey), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a caller and an XMPP server send: JSON within the limits, every value a string, or an error.
    #[test]
    fn every_request_fits(
        name in any::<String>(), caller in any::<String>(), alert in "(\\PC|\0|\"){0,2000}",
        data in proptest::collection::btree_map("[a-z_]{0,12}", "\\PC{0,800}", 0..8),
    ) {
        let mut push = call(&name);
        if let Push::Call(call) = &mut push { call.caller = caller; }
        for push in [push, Push::Message(Message { alert, data, ..message() })] {
            let apple = match push { Push::Call(_) => Purpose::Calls, Push::Message(_) => Purpose::Messages };
            let limit = match push { Push::Call(_) => apns::VOIP_LIMIT, Push::Message(_) => apns::MESSAGE_LIMIT };
            if let Ok(request) = apns::request(&device(Provider::Apns, apple), &push) {
                prop_assert!(request.body.len() <= limit);
                prop_assert!(body(&request)["aps"].is_object());
            }
            if let Ok(request) = fcm::request(&device(Provider::Fcm, Purpose::Both), &push, WAIT) {
                let data = body(&request)["message"]["data"].clone();
                prop_assert!(serde_json::to_vec(&data).unwrap().len() <= fcm::DATA_LIMIT);
                prop_assert!(data.as_object().unwrap().values().all(Value::is_string));
            }
        }
    }
}
