//! Google's two services, both played by one server.

use serde_json::json;

use super::*;

static RSA: LazyLock<String> =
    LazyLock::new(|| rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap().serialize_pem());

const TOKEN: &str = r#"{"access_token":"ya29.a0","expires_in":3599,"token_type":"Bearer"}"#;

fn google(server: &Server) -> Setup {
    Setup::new(&server.pem, |file| {
        let account = json!({
            "type": "service_account",
            "project_id": "example-phone",
            "private_key": *RSA,
            "client_email": "push@example-phone.iam.gserviceaccount.com",
            "token_uri": "https://oauth2.googleapis.com/token",
        });
        let service_account = file("account.json", &account.to_string());
        let token_endpoint = Some(server.url() + "/oauth");
        Config { fcm: Some(Fcm { service_account, endpoint: server.url(), token_endpoint }), ..config() }
    })
}

fn is_token(seen: &Seen) -> bool {
    seen.path == "/oauth"
}

#[tokio::test]
async fn a_call_reaches_google_with_an_access_token_for_all() {
    let server = Server::start(|seen: &Seen| {
        if is_token(seen) {
            assert!(seen.body.starts_with(b"grant_type=urn%3Aietf"));
            return Act::Answer(200, TOKEN);
        }
        assert_eq!(seen.path, "/v1/projects/example-phone/messages:send");
        assert_eq!(seen.authorization, "Bearer ya29.a0");
        let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
        assert_eq!(body["message"]["android"]["ttl"], "9s");
        DELIVERED
    })
    .await;
    let setup = google(&server);
    assert_all_delivered(&setup.pushes(Provider::Fcm, 100).await);
    assert_eq!(server.requests(), 101);
}

#[tokio::test]
async fn a_device_without_a_project_gets_the_service_accounts() {
    let server = Server::start(|seen: &Seen| {
        if is_token(seen) {
            return Act::Answer(200, TOKEN);
        }
        assert_eq!(seen.path, "/v1/projects/example-phone/messages:send");
        DELIVERED
    })
    .await;
    let device = Device { app: String::new(), ..device(Provider::Fcm) };
    let deadline = Instant::now() + Duration::from_secs(10);
    assert_eq!(google(&server).providers.push(&device, &call(), deadline).await, Verdict::Delivered);
}

#[tokio::test]
async fn a_project_that_a_phone_names_wrongly_is_no_fault_of_the_configuration() {
    let server = Server::start(|seen: &Seen| match is_token(seen) {
        true => Act::Answer(200, TOKEN),
        false => Act::Answer(403, r#"{"error":{"status":"PERMISSION_DENIED"}}"#),
    })
    .await;
    let setup = google(&server);
    let deadline = Instant::now() + Duration::from_secs(10);
    let verdict = async |app: &str| {
        let device = Device { app: app.into(), ..device(Provider::Fcm) };
        setup.providers.push(&device, &call(), deadline).await
    };
    assert_eq!(verdict("another-phone").await, Verdict::Refused);
    for app in ["example-phone", ""] {
        assert_eq!(verdict(app).await, Verdict::Misconfigured(Fault::Project));
    }
}

#[tokio::test]
async fn a_refused_access_token_is_renewed_once_for_all_pushes() {
    let tokens = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |seen: &Seen| {
        if is_token(seen) {
            let is_first = tokens.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
            return Act::Answer(200, if is_first { r#"{"access_token":"old","expires_in":3599}"# } else { TOKEN });
        }
        let is_old = seen.authorization == "Bearer old";
        if is_old { Act::Answer(401, r#"{"error":{"status":"UNAUTHENTICATED"}}"#) } else { DELIVERED }
    })
    .await;
    let setup = google(&server);
    assert_all_delivered(&setup.pushes(Provider::Fcm, 100).await);
    assert_eq!(server.counts.authorizations.lock().unwrap().len(), 3, "no token, the old one, the new one");
    assert!(server.requests() <= 202);
}

#[tokio::test]
async fn a_token_endpoint_that_fails_is_asked_once_by_all_pushes() {
    for (status, verdict) in [(503, Verdict::Retry { after: None }), (400, Verdict::Misconfigured(Fault::Key))] {
        let server = Server::start(move |_| Act::Answer(status, r#"{"error":"invalid_grant"}"#)).await;
        let setup = google(&server);
        for attempt in setup.pushes(Provider::Fcm, 100).await {
            assert_eq!((attempt.verdict(), attempt.reason()), (verdict, "token_endpoint"));
        }
        assert_eq!(server.requests(), 1);
        assert_eq!(setup.pushes(Provider::Fcm, 1).await[0].verdict(), verdict);
        assert_eq!(server.requests(), 1, "there is a pause before the next one");
    }
}

#[tokio::test]
async fn a_cancelled_push_does_not_cancel_the_renewal() {
    let server = Server::start(|seen: &Seen| match is_token(seen) {
        true if seen.number > 0 => Act::Answer(500, ""),
        true => Act::Answer(200, TOKEN),
        false => DELIVERED,
    })
    .await;
    let setup = google(&server);
    let others = setup.pushes(Provider::Fcm, 5);
    let first = tokio::time::timeout(Duration::from_micros(100), setup.pushes(Provider::Fcm, 1));
    let (_, others) = tokio::join!(first, others);
    assert_all_delivered(&others);
}
