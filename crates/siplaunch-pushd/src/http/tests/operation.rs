use serde_json::json;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use super::*;

#[tokio::test]
async fn health_has_its_reasons() {
    let mut server = Server::start().await;
    let answer = server.anonymous("GET", "/healthz", "", "").await;
    assert_eq!((answer.status, answer.json()), (200, json!({ "status": "ok", "reasons": [] })));
    server.app.set(Settings { fcm: false, ..settings() });
    server.orders.close();
    let answer = server.anonymous("GET", "/healthz", "", "").await;
    assert_eq!((answer.status, &answer.json()["status"]), (503, &json!("failing")));
    let reasons = answer.json()["reasons"].to_string();
    assert!(reasons.contains("pushd.fcm") && reasons.contains("see its log"), "{reasons}");
}

#[tokio::test]
async fn a_daemon_that_stops_says_so_and_still_answers() {
    let server = Server::start().await;
    server.store("fcm", "", SECRET).await;
    server.app.stop();
    let answer = server.anonymous("GET", "/healthz", "", "").await;
    assert_eq!((answer.status, answer.json()["reasons"].as_array().unwrap().len()), (503, 1));
    assert!(answer.json()["reasons"][0].as_str().unwrap().contains("stops"));
    assert_eq!(server.anonymous("POST", "/push", FORM, "callee=bob&domain=example.org").await.status, 202);
}

#[tokio::test]
async fn a_store_that_fails_makes_503() {
    let server = Server::start().await;
    let mut database = SqliteConnection::connect(&server.database()).await.unwrap();
    database.execute("DROP TABLE push_devices").await.unwrap();
    let device = format!("subscriber=bob@example.org&provider=fcm&token={SECRET}");
    let contact = format!("aor=bob@example.org&contact=sip:h;pn-provider=fcm;pn-prid={SECRET}");
    for (method, path, form) in [
        ("GET", "/devices?subscriber=bob@example.org", ""),
        ("PUT", "/devices", &*device),
        ("DELETE", "/devices", &device),
        ("POST", "/registered", &contact),
        ("POST", "/push", "callee=ann&domain=example.org"),
    ] {
        server.call(method, path, FORM, form).await.assert_error(503, "store");
    }
    let health = server.anonymous("GET", "/healthz", "", "").await;
    assert_eq!(health.status, 503);
    assert!(health.json()["reasons"][0].as_str().unwrap().contains("store"));
}

#[tokio::test]
async fn metrics_count_requests_by_route_and_status() {
    let server = Server::start().await;
    server.anonymous("POST", "/push", FORM, "callee=a&domain=b").await;
    server.anonymous("GET", "/secret", "", "").await;
    let answer = server.anonymous("GET", "/metrics", "", "").await;
    assert!(answer.status == 200 && answer.head.contains("content-type: application/openmetrics-text"));
    for line in [
        r#"siplaunch_pushd_http_requests_total{route="/push",status="404"} 1"#,
        r#"siplaunch_pushd_http_requests_total{route="none",status="404"} 1"#,
    ] {
        assert!(answer.body.lines().any(|found| found == line), "{}", answer.body);
    }
}

#[tokio::test]
async fn unknown_paths_and_methods() {
    let server = Server::start().await;
    for path in ["/", "/pushes", "/push/", "/devices/1"] {
        server.anonymous("POST", path, FORM, "").await.assert_error(404, "/registered");
    }
    for (method, path, allow) in [
        ("GET", "/push", "post"),
        ("DELETE", "/push", "post"),
        ("POST", "/metrics", "get"),
        ("POST", "/devices", "put"),
    ] {
        let answer = server.call(method, path, FORM, "").await;
        answer.assert_error(405, "Allow");
        assert!(answer.head.lines().any(|line| line.starts_with("allow:") && line.contains(allow)), "{}", answer.head);
    }
    let answer = server.anonymous("HEAD", "/healthz", "", "").await;
    assert_eq!((answer.status, &*answer.body), (200, ""));
}

#[tokio::test]
async fn answers_stay_out_of_caches() {
    let server = Server::start().await;
    for path in ["/healthz", "/devices?subscriber=a@b", "/none"] {
        assert!(server.call("GET", path, "", "").await.head.contains("cache-control: no-store"));
    }
}

#[tokio::test]
async fn it_stops_when_open_requests_have_ended() {
    let server = Server::start().await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut first = [0; 15];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    server.stop.send(true).unwrap();
    server.task.await.unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}
