use serde_json::json;

use super::*;

fn body() -> String {
    json!({ "subscriber": "bob@example.org", "device_id": "phone 1".replace(' ', "-"), "provider": "fcm", "app": "p", "token": SECRET })
        .to_string()
}

#[tokio::test]
async fn a_device_is_stored_shown_and_deleted() {
    let server = Server::start().await;
    let put = server.call("PUT", "/devices", JSON, &body()).await;
    assert_eq!(put.status, 200);
    assert_eq!(server.tokens("bob@example.org").await, [SECRET]);
    let get = server.call("GET", "/devices?subscriber=bob%40EXAMPLE.org", "", "").await;
    assert_eq!(get.json(), json!([put.json()]));
    let mut shown = put.json();
    let id = shown["id"].as_str().unwrap().to_owned();
    assert!(id.len() == 16 && shown["stored_at"].as_str().unwrap().ends_with('Z'));
    for name in ["id", "stored_at"] {
        shown.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(
        shown,
        json!({ "subscriber": "bob@example.org", "provider": "fcm", "purpose": "both", "app": "p", "device_id": "phone-1" })
    );
    let path = format!("/devices?subscriber=bob@example.org&id={id}");
    assert_eq!(server.call("DELETE", &path, "", "").await.status, 204);
    server.call("DELETE", &path, "", "").await.assert_error(404, "GET /devices");
    assert_eq!(server.call("GET", "/devices?subscriber=bob@example.org", "", "").await.json(), json!([]));
}

#[tokio::test]
async fn a_device_is_deleted_by_its_token() {
    let server = Server::start().await;
    let form = format!("subscriber=bob@example.org&provider=fcm&token={SECRET}");
    assert_eq!(server.call("PUT", "/devices", FORM, &form).await.status, 200);
    server.call("DELETE", "/devices", FORM, "provider=fcm&token=other").await.assert_error(404, "no such device");
    assert_eq!(server.call("DELETE", "/devices", FORM, &form).await.status, 204);
    assert_eq!(server.tokens("bob@example.org").await, [""; 0]);
}

/// One phone with the accounts of Ann and Bob, and of Cid, too.
#[tokio::test]
async fn a_named_subscribers_device_is_deleted_and_without_a_name_everybodys() {
    let server = Server::start().await;
    let device = format!("provider=fcm&token={SECRET}");
    for name in ["ann", "bob", "cid"] {
        let form = format!("subscriber={name}@example.org&{device}");
        assert_eq!(server.call("PUT", "/devices", FORM, &form).await.status, 200);
    }
    let anns = format!("subscriber=ann@example.org&{device}");
    assert_eq!(server.call("DELETE", "/devices", FORM, &anns).await.status, 204);
    server.call("DELETE", "/devices", FORM, &anns).await.assert_error(404, "no such device");
    server.call("DELETE", "/devices", FORM, &format!("subscriber=b&{device}")).await.assert_error(400, "subscriber=");
    assert_eq!(server.tokens("ann@example.org").await, [""; 0]);
    assert_eq!(server.tokens("bob@example.org").await, [SECRET]);
    let bobs = server.call("GET", "/devices?subscriber=bob@example.org", "", "").await.json();
    let path = format!("/devices?subscriber=bob@example.org&id={}", bobs[0]["id"].as_str().unwrap());
    assert_eq!(server.call("DELETE", &path, "", "").await.status, 204);
    assert_eq!(server.tokens("cid@example.org").await, [SECRET]);
    assert_eq!(server.call("DELETE", "/devices", FORM, &device).await.status, 204);
    assert_eq!(server.tokens("cid@example.org").await, [""; 0]);
}

#[tokio::test]
async fn no_answer_shows_the_token() {
    let server = Server::start().await;
    for (method, path, body) in [
        ("PUT", "/devices", body()),
        ("PUT", "/devices", body().replace("bob@", "bob")),
        ("PUT", "/devices", body().replace("fcm", "apns")),
        ("PUT", "/devices", body().replace("fcm", SECRET)),
        ("PUT", "/devices", body().replace('}', "")),
        ("GET", "/devices?subscriber=bob@example.org", String::new()),
    ] {
        let answer = server.call(method, path, JSON, &body).await;
        assert!(!answer.head.contains(SECRET) && !answer.body.contains("secret"), "{method} {}", answer.body);
    }
}

#[tokio::test]
async fn wrong_devices_are_told_the_fix() {
    let server = Server::start().await;
    for (from, to, part) in [
        ("bob@", "bob", "user@domain"),
        ("fcm", "gcm", "apns_sandbox"),
        ("fcm", "apns", "calls or messages"),
        (SECRET, "a b", "the token is wrong"),
        ("\"p\"", "\"a/b\"", "bundle id"),
        ("phone-1", "phone 1", "device id"),
    ] {
        server.call("PUT", "/devices", JSON, &body().replace(from, to)).await.assert_error(400, part);
    }
    server.call("GET", "/devices", "", "").await.assert_error(400, "subscriber=user@domain");
    server.call("DELETE", "/devices?id=1", "", "").await.assert_error(400, "subscriber=user@domain");
    server.call("PUT", "/devices", "text/plain", "a").await.assert_error(415, JSON);
}

#[tokio::test]
async fn only_the_bearer_token_opens() {
    let server = Server::start().await;
    let get = "/devices?subscriber=bob@example.org";
    for (method, path) in [("PUT", "/devices"), ("GET", get), ("DELETE", get), ("POST", "/registered")] {
        for value in
            ["", "Bearer", "Bearer ", "Bearer 0123456789abcdeF", "Bearer 0123456789abcdef0", "Basic 0123456789abcdef"]
        {
            let headers = if value.is_empty() { String::new() } else { format!("Authorization: {value}\r\n") };
            let answer = server.send(&request(method, path, &headers, &body())).await;
            answer.assert_error(401, "Authorization: Bearer");
            assert!(answer.head.contains("\r\nwww-authenticate: bearer"));
        }
    }
    assert_eq!(server.tokens("bob@example.org").await, [""; 0]);
    let headers = format!("authorization: bEARER   {TOKEN}\r\n");
    assert_eq!(server.send(&request("GET", get, &headers, "")).await.status, 200);
}

#[tokio::test]
async fn without_a_configured_token_403() {
    let server = Server::start_with(Settings { token: None, ..settings() }).await;
    for (method, path) in [("PUT", "/devices"), ("GET", "/devices"), ("DELETE", "/devices"), ("POST", "/registered")] {
        server.call(method, path, JSON, &body()).await.assert_error(403, "pushd.http.bearer_token_file");
    }
    server.app.set(settings());
    assert_eq!(server.call("PUT", "/devices", JSON, &body()).await.status, 200);
}

#[test]
fn a_bearer_token_has_16_to_512_visible_characters() {
    for token in ["", "0123456789abcde", "0123456789 abcdef", "0123456789abcdeé", &"a".repeat(513)] {
        assert!(BearerToken::new(token).is_none(), "{token}");
    }
    assert!(BearerToken::new(&"a".repeat(512)).is_some());
}
