//! What `explain` says of links as customers and portals have damaged them.
#![cfg(feature = "alloc")]

use siplaunch::{Brand, BrandParts, ExplainOptions, Finding, Kind, explain};

const TOKEN: &str = "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==";
const PLUS_TOKEN: &str = "yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=";
const ESCAPED: &str =
    "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D";

/// The findings besides the published key's, which the credentials always bring.
#[track_caller]
fn check(text: &str, kind: Kind, expected: &[Finding]) {
    let explanation = explain(text, ExplainOptions::new(&Brand::sip_phone()));
    let findings: Vec<Finding> =
        explanation.findings().iter().copied().filter(|finding| *finding != Finding::PublishedKey).collect();
    assert_eq!((explanation.kind(), findings.as_slice()), (kind, expected));
    assert_eq!(explanation.is_good(), !expected.iter().any(|finding| finding.is_fault()));
    assert_eq!(explanation.credentials().is_some(), explanation.findings().contains(&Finding::PublishedKey));
}

fn raw(plaintext: &[u8]) -> String {
    Brand::sip_phone().raw_token(plaintext).into()
}

#[test]
fn good_ones() {
    check(TOKEN, Kind::Token, &[]);
    check(&format!("  {TOKEN}\r\n"), Kind::Token, &[]);
    check(ESCAPED, Kind::EscapedToken, &[]);
    check(&format!("sipphone://{TOKEN}"), Kind::AppLink, &[]);
    check(&format!("https://example.org/p?c={ESCAPED}"), Kind::LaunchLink, &[]);
    check(&format!("http://example.org/p?c={ESCAPED}#top"), Kind::LaunchLink, &[Finding::NotHttps]);
    check(&format!("intent://{TOKEN}#Intent;scheme=sipphone;package=a.b;end"), Kind::IntentLink, &[]);
}

#[test]
fn credentials_are_handed_out_only_when_asked_for() {
    let explanation = explain(TOKEN, ExplainOptions::new(&Brand::sip_phone()));
    let credentials = explanation.credentials().expect("credentials");
    assert_eq!((credentials.username, credentials.password), ("testuser", "testpass"));
    assert_eq!(explanation.token(), Some(TOKEN));
    let debug = format!("{explanation:?}");
    assert!(!debug.contains("test") && !debug.contains("CI8V"), "{debug}");
}

#[test]
fn damage_on_the_way() {
    let twice = ESCAPED.replace('%', "%25");
    check(&format!("https://example.org/p?c={twice}"), Kind::LaunchLink, &[Finding::EscapedTwice]);
    check(&format!("sipphone://{ESCAPED}"), Kind::AppLink, &[Finding::Escaped]);
    check(&PLUS_TOKEN.replace('+', " "), Kind::Token, &[Finding::SpaceForPlus]);
    check(&TOKEN.replace("LI/", "LI\r\n/"), Kind::Token, &[Finding::LineBreak]);
    check(TOKEN.trim_end_matches('='), Kind::Token, &[Finding::Padding]);
    check(&format!("sipphone://{TOKEN}."), Kind::AppLink, &[Finding::StuckToEnd]);
    check("https://example.org/p?d=x", Kind::LaunchLink, &[Finding::ParamMissing]);
    check(&format!("https://example.org/p?c={ESCAPED}&c=x"), Kind::LaunchLink, &[Finding::ParamTwice]);
    check(&format!("otherphone://{TOKEN}"), Kind::AppLink, &[Finding::OtherScheme]);
}

#[test]
fn tokens_that_do_not_decode() {
    check(&TOKEN[..40], Kind::Token, &[Finding::CutShort]);
    check(&TOKEN[..64], Kind::Token, &[Finding::EndDamaged]);
    check("sipphone://", Kind::AppLink, &[Finding::NotBase64]);
    check("sipphone://hello, world", Kind::AppLink, &[Finding::NotBase64]);
    check("hello", Kind::Unknown, &[Finding::NotBase64]);
    let (host, rest) = TOKEN.split_once('/').expect("a slash");
    check(&format!("sipphone://{}/{rest}", host.to_lowercase()), Kind::AppLink, &[Finding::LowerCased]);
    let other = Brand::new(BrandParts { key: &[7; 32], iv: &[9; 16], scheme: "sipphone" }).expect("a brand");
    assert_eq!(explain(TOKEN, ExplainOptions::new(&other)).findings(), [Finding::WrongKey]);
}

#[test]
fn tokens_that_hold_something_else() {
    check(&raw(b"username=a&server=b&password=c\n"), Kind::Token, &[Finding::NewlineAtEnd]);
    check(&raw(b"username=a&server=b&password=c\r\n"), Kind::Token, &[Finding::NewlineAtEnd]);
    check(&raw(b"username=a\t&server=b&password=c"), Kind::Token, &[Finding::ControlCharacter]);
    check(&raw(b"username=a&server=b&password=x&server=evil.example"), Kind::Token, &[Finding::OtherFields]);
    check(&raw(b"username=a&server=b&password="), Kind::Token, &[Finding::OtherFields]);
    check(&raw(b"username=\xE4&server=b&password=c"), Kind::Token, &[Finding::NotUtf8]);
    check(&raw(b"username=a&server=b&password=50%"), Kind::Token, &[Finding::Ambiguous]);
}
