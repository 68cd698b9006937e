//! Apple's provider tokens and Google's access tokens: their claims, their signatures, their renewal.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::{sync::LazyLock, time::Duration};

use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256};
use serde_json::{Value, json};
use siplaunch_push::{
    Fault, Response, Verdict,
    auth::{AppleTokens, GoogleTokens, KeyError},
};

const NOW: u64 = 1_700_000_000;

static APPLE: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap());
static GOOGLE: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap());

fn apple() -> AppleTokens {
    AppleTokens::new(APPLE.serialize_pem().as_bytes(), "ABC123DEFG", "DEF123GHIJ").unwrap()
}

fn service_account() -> Value {
    json!({
        "type": "service_account",
        "project_id": "example-phone",
        "private_key_id": "0a1b",
        "private_key": GOOGLE.serialize_pem(),
        "client_email": "push@example-phone.iam.gserviceaccount.com",
        "token_uri": "https://oauth2.googleapis.com/token",
        "universe_domain": "googleapis.com",
    })
}

fn google() -> GoogleTokens {
    GoogleTokens::new(service_account().to_string().as_bytes()).unwrap()
}

/// Checks the signature and returns header and claims.
fn verify(jwt: &str, algorithm: Algorithm, key: &KeyPair) -> (Header, Value) {
    let pem = key.public_key_pem();
    let key = match algorithm {
        Algorithm::ES256 => DecodingKey::from_ec_pem(pem.as_bytes()),
        _ => DecodingKey::from_rsa_pem(pem.as_bytes()),
    };
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let token = jsonwebtoken::decode::<Value>(jwt, &key.unwrap(), &validation).unwrap();
    (token.header, token.claims)
}

fn serial(tokens: &mut AppleTokens, now: u64) -> u64 {
    tokens.authorization(now).unwrap().serial()
}

#[test]
fn apples_token_has_the_claims_that_apple_wants() {
    let mut tokens = apple();
    let authorization = tokens.authorization(NOW).unwrap();
    let jwt = authorization.expose().strip_prefix("Bearer ").unwrap();
    let (header, claims) = verify(jwt, Algorithm::ES256, &APPLE);
    assert_eq!(header.kid.as_deref(), Some("ABC123DEFG"));
    assert_eq!(claims, json!({"iss": "DEF123GHIJ", "iat": NOW}));
}

#[test]
fn apples_token_is_used_for_fifty_minutes() {
    let mut tokens = apple();
    let first = serial(&mut tokens, NOW);
    assert_eq!(serial(&mut tokens, NOW + 50 * 60 - 1), first);
    let second = serial(&mut tokens, NOW + 50 * 60);
    assert_ne!(second, first);
    assert_ne!(serial(&mut tokens, NOW), second, "the clock was set back: a token from the future is replaced");
}

#[test]
fn an_expired_token_of_apple_is_replaced_once_in_twenty_minutes() {
    let mut tokens = apple();
    let first = serial(&mut tokens, NOW);
    assert!(tokens.expired(first, NOW + 1));
    let second = serial(&mut tokens, NOW + 1);
    assert_ne!(second, first);
    assert!(tokens.expired(first, NOW + 2), "another push was first, and there is a new token");
    assert_eq!(serial(&mut tokens, NOW + 2), second);
    assert!(!tokens.expired(second, NOW + 20 * 60));
    assert_eq!(serial(&mut tokens, NOW + 20 * 60), second);
    assert!(tokens.expired(second, NOW + 20 * 60 + 1));
}

#[test]
fn keys_that_are_not_apples_are_refused() {
    let new = |pem: &str| AppleTokens::new(pem.as_bytes(), "ABC123DEFG", "DEF123GHIJ").err();
    for pem in ["", "key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", &APPLE.public_key_pem()] {
        assert_eq!(new(pem), Some(KeyError::Pem), "{pem}");
    }
    assert_eq!(new(&GOOGLE.serialize_pem()), Some(KeyError::Pem));
    assert_eq!(new(&KeyPair::generate_for(&PKCS_ED25519).unwrap().serialize_pem()), Some(KeyError::Pem));
    let p384 = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap().serialize_pem();
    assert_eq!(new(&p384), Some(KeyError::NotP256));
    for (key, team) in [("", "DEF123GHIJ"), ("ABC123DEFG", ""), ("AB\n", "DEF"), ("ABC", "é")] {
        let tokens = AppleTokens::new(APPLE.serialize_pem().as_bytes(), key, team);
        assert_eq!(tokens.err(), Some(KeyError::Id));
    }
}

#[test]
fn googles_assertion_has_the_claims_that_google_wants() {
    let tokens = google();
    let request = tokens.request(NOW).unwrap();
    assert_eq!((request.method, &*request.path), ("POST", "/token"));
    assert_eq!(request.headers, [("content-type", "application/x-www-form-urlencoded".into())]);
    let form = String::from_utf8(request.body).unwrap();
    let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
    let (header, claims) = verify(form.strip_prefix(grant).unwrap(), Algorithm::RS256, &GOOGLE);
    assert_eq!(header.kid.as_deref(), Some("0a1b"));
    let expected = json!({
        "iss": "push@example-phone.iam.gserviceaccount.com",
        "scope": "https://www.googleapis.com/auth/firebase.messaging",
        "aud": "https://oauth2.googleapis.com/token",
        "iat": NOW,
        "exp": NOW + 3600,
    });
    assert_eq!(claims, expected);
}

fn renew(tokens: &mut GoogleTokens, status: u16, body: &str, now: u64) -> Result<(), Verdict> {
    tokens.renew(&Response { status, retry_after: None, body: body.as_bytes() }, now)
}

const TOKEN: &str = r#"{"access_token":"ya29.a0","expires_in":3599,"token_type":"Bearer"}"#;

#[test]
fn googles_token_is_renewed_five_minutes_before_its_end() {
    let mut tokens = google();
    assert!(tokens.is_due(NOW) && tokens.authorization(NOW).is_none());
    renew(&mut tokens, 200, TOKEN, NOW).unwrap();
    assert_eq!(tokens.authorization(NOW).unwrap().expose(), "Bearer ya29.a0");
    assert!(!tokens.is_due(NOW + 3298));
    assert!(tokens.is_due(NOW + 3299));
    assert!(tokens.authorization(NOW + 3598).is_some(), "the old one serves until its end");
    assert!(tokens.authorization(NOW + 3599).is_none());
    renew(&mut tokens, 200, r#"{"access_token":"b","expires_in":60}"#, NOW).unwrap();
    assert!(!tokens.is_due(NOW + 29) && tokens.is_due(NOW + 30), "a short lifetime is renewed at its half");
}

#[test]
fn a_token_that_google_refuses_is_replaced_once_a_minute() {
    let mut tokens = google();
    renew(&mut tokens, 200, TOKEN, NOW).unwrap();
    let first = tokens.authorization(NOW).unwrap().serial();
    assert!(tokens.refused(first, NOW));
    assert!(tokens.is_due(NOW) && tokens.authorization(NOW).is_none());
    renew(&mut tokens, 200, TOKEN, NOW).unwrap();
    let second = tokens.authorization(NOW).unwrap().serial();
    assert_ne!(first, second);
    assert!(tokens.refused(first, NOW) && !tokens.is_due(NOW), "another push was first");
    assert!(!tokens.refused(second, NOW + 59));
    assert!(tokens.refused(second, NOW + 60));
}

#[test]
fn failures_of_the_token_endpoint_have_their_verdicts() {
    let mut tokens = google();
    let key = Err(Verdict::Misconfigured(Fault::Key));
    let retry = Err(Verdict::Retry { after: None });
    assert_eq!(renew(&mut tokens, 400, r#"{"error":"invalid_grant"}"#, NOW), key);
    assert_eq!(renew(&mut tokens, 401, r#"{"error":"invalid_client"}"#, NOW), key);
    assert_eq!(renew(&mut tokens, 404, "", NOW), key);
    assert_eq!(renew(&mut tokens, 500, "", NOW), retry);
    let busy = Response { status: 429, retry_after: Some("7"), body: b"" };
    assert_eq!(tokens.renew(&busy, NOW), Err(Verdict::Retry { after: Some(Duration::from_secs(7)) }));
    for body in ["", "{}", r#"{"access_token":"a\nb","expires_in":9}"#, r#"{"access_token":"","expires_in":9}"#] {
        assert_eq!(renew(&mut tokens, 200, body, NOW), retry, "{body}");
    }
    assert!(tokens.authorization(NOW).is_none());
    let endless = r#"{"access_token":"a","expires_in":18446744073709551615}"#;
    assert_eq!(renew(&mut tokens, 200, endless, NOW), Ok(()));
    assert!(!tokens.is_due(NOW));
}

#[test]
fn files_that_are_no_service_accounts_are_refused() {
    let new = |name: &str, value: Value| {
        let mut account = service_account();
        account[name] = value;
        GoogleTokens::new(account.to_string().as_bytes()).err()
    };
    assert_eq!(GoogleTokens::new(b"").err(), Some(KeyError::ServiceAccount));
    assert_eq!(new("type", json!("authorized_user")), Some(KeyError::ServiceAccount));
    assert_eq!(new("project_id", json!("../x")), Some(KeyError::ServiceAccount));
    assert_eq!(new("client_email", Value::Null), Some(KeyError::ServiceAccount));
    for uri in ["", "http://oauth2.example/token", "https://", "https:///token", "https://a b/"] {
        assert_eq!(new("token_uri", json!(uri)), Some(KeyError::TokenUri), "{uri}");
    }
    assert_eq!(new("private_key", json!("key")), Some(KeyError::Pem));
    assert_eq!(new("private_key", json!(APPLE.serialize_pem())), Some(KeyError::Pem));
    assert_eq!(new("universe_domain", json!(7)), None, "other fields do not matter");
}

#[test]
fn debug_shows_no_token() {
    let mut tokens = apple();
    let shown = format!("{:?}", tokens.authorization(NOW).unwrap());
    assert_eq!(shown, "Authorization(1, ..)");
}
