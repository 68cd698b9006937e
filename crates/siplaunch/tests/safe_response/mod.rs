//! Checks that every response of the launch handler passes, whatever the request.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use siplaunch::Response;

const COMMON: [(&str, &str); 4] = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex, nofollow"),
];

pub(crate) fn check(response: &Response, app_link_start: &str) {
    check_headers(response);
    match response.status() {
        302 | 303 => check_location(response.header("Location").expect("a Location"), app_link_start),
        200 | 400 | 405 | 410 | 414 | 503 => assert_eq!(response.header("Location"), None),
        status => panic!("status {status}"),
    }
    let allow = response.header("Allow");
    assert!(allow.is_none() || matches!(allow, Some("GET, HEAD" | "GET, HEAD, POST")), "{allow:?}");
    assert_eq!(allow.is_some(), response.status() == 405);
    assert!(response.header("Content-Security-Policy").expect("a policy").starts_with("default-src 'none'"));
    assert_eq!(response.header("Content-Type"), Some("text/html; charset=utf-8"));
}

fn check_headers(response: &Response) {
    let mut names: Vec<_> = response.headers().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    assert!(names.is_sorted_by(|a, b| a < b), "a header is there twice: {names:?}");
    for (name, value) in COMMON {
        assert_eq!(response.header(name), Some(value), "{name}");
    }
    for (name, value) in response.headers() {
        assert!(value.bytes().all(|b| (b' '..=b'~').contains(&b)), "{name} has a character that no header may have");
    }
}

/// Canonical Base64 of whole AES blocks, which leaves no room for anything else.
fn check_location(location: &str, app_link_start: &str) {
    let token = location.strip_prefix(app_link_start).expect("the scheme");
    let ciphertext = BASE64_STANDARD.decode(token).expect("canonical Base64");
    assert!(!ciphertext.is_empty() && ciphertext.len().is_multiple_of(16), "{} bytes", ciphertext.len());
    assert_eq!(BASE64_STANDARD.encode(ciphertext), token);
}
