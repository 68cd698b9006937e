use siplaunch_push::Push;

use super::*;

const CALL: &str = "caller=4311&callee=bob&domain=example.org";

fn order(server: &mut Server) -> (Push, Vec<String>) {
    let Ok(Order::Push(job)) = server.orders.try_recv() else { panic!("no push was ordered") };
    let tokens = job.devices.iter().map(|stored| stored.device.token.expose().to_owned()).collect();
    (job.push, tokens)
}

#[tokio::test]
async fn a_call_is_ordered_and_answered_202() {
    let mut server = Server::start().await;
    server.store("fcm", "", SECRET).await;
    let json = r#"{"caller": 4311, "callee": "bob", "domain": "EXAMPLE.org", "push_id": null, "x": [true]}"#;
    for (content_type, body) in [(FORM, CALL), (JSON, json), ("Application/JSON; charset=utf-8", json)] {
        let answer = server.anonymous("POST", "/push", content_type, body).await;
        assert_eq!((answer.status, &*answer.body), (202, ""));
        let (Push::Call(call), tokens) = order(&mut server) else { panic!("no call") };
        assert_eq!((&*call.caller, &*call.callee, call.id.len()), ("4311", "bob", 32));
        assert_eq!(tokens, [SECRET]);
    }
}

#[tokio::test]
async fn a_push_goes_to_the_devices_that_it_is_for() {
    let settings = Settings { apns: true, ..settings() };
    let mut server = Server::start_with(settings).await;
    for (provider, purpose, token) in [("apns", "calls", "aa"), ("apns_sandbox", "messages", "bb"), ("fcm", "", "cc")] {
        server.store(provider, purpose, token).await;
    }
    assert_eq!(server.anonymous("POST", "/push", FORM, CALL).await.status, 202);
    let (_, mut tokens) = order(&mut server);
    tokens.sort();
    assert_eq!(tokens, ["aa", "cc"]);
    let message = format!("{CALL}&push_id=p1&data_type=message&data_message=hello%20%22you%22");
    assert_eq!(server.anonymous("POST", "/push", FORM, &message).await.status, 202);
    let (Push::Message(message), mut tokens) = order(&mut server) else { panic!("no message") };
    tokens.sort();
    assert_eq!(tokens, ["bb", "cc"]);
    assert_eq!((&*message.id, &*message.alert), ("p1", "hello \"you\""));
}

#[tokio::test]
async fn without_a_device_404() {
    let server = Server::start().await;
    server.anonymous("POST", "/push", FORM, CALL).await.assert_error(404, "PUT /devices");
    server.store("apns", "messages", "aa").await;
    server.anonymous("POST", "/push", FORM, CALL).await.assert_error(404, "PUT /devices");
}

#[tokio::test]
async fn without_a_push_service_503() {
    let server = Server::start().await;
    server.store("apns", "calls", "aa").await;
    server.anonymous("POST", "/push", FORM, CALL).await.assert_error(503, "pushd.apns");
    server.app.set(Settings { apns: true, ..settings() });
    assert_eq!(server.anonymous("POST", "/push", FORM, CALL).await.status, 202);
}

#[tokio::test]
async fn too_many_orders_503() {
    let server = Server::start().await;
    server.store("fcm", "", SECRET).await;
    for status in [202, 202, 503] {
        assert_eq!(server.anonymous("POST", "/push", FORM, CALL).await.status, status);
    }
}

#[tokio::test]
async fn wrong_bodies_are_told_the_fix() {
    let server = Server::start().await;
    for (content_type, body, status, part) in [
        (FORM, "callee=bob", 400, "send domain="),
        (FORM, "", 400, "send callee="),
        (FORM, "callee=bob&domain=d&apns_badge=many", 400, "apns_badge="),
        (FORM, &"a=b&".repeat(65), 400, "too large"),
        (JSON, "{\"callee\": {}}", 400, "JSON object"),
        (JSON, "[1]", 400, "JSON object"),
        (JSON, "{\"callee\": [[]]}", 400, "JSON object"),
        (JSON, "\u{feff}", 400, "JSON object"),
        ("text/plain", CALL, 415, FORM),
        ("", CALL, 415, JSON),
    ] {
        server.anonymous("POST", "/push", content_type, body).await.assert_error(status, part);
    }
}
