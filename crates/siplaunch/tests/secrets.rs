//! Nothing secret shows where values are printed to look at them.
#![cfg(test)]
#![cfg(feature = "alloc")]

use std::fmt::Debug;

use siplaunch::{
    Brand, BrandParts, Credentials, Error, ExplainOptions, LaunchHandler, OwnedCredentials, Portal, Request, Token,
    explain, parse_launch_link,
};

const KEY: &[u8] = b"KeyKeyKeyKeyKey!";
const IV: &[u8] = b"IvIvIvIvIvIvIvI!";
const CREDENTIALS: Credentials<'static> =
    Credentials { username: "the-username", server: "the-server.example", password: "the-password" };

fn brand() -> Brand {
    Brand::new(BrandParts { key: KEY, iv: IV, scheme: "acme-phone" }).expect("a good brand")
}

/// Each secret as text, as the numbers that a derived `Debug` of bytes shows, and in hex.
fn forms(secret: &[u8]) -> [String; 4] {
    let hex: String = secret[..4].iter().map(|b| format!("{b:02x}")).collect();
    let numbers = format!("{:?}", &secret[..4]);
    let one_per_line = format!("{:#?}", &secret[..4]);
    [
        String::from_utf8_lossy(&secret[..8]).into_owned(),
        numbers.trim_matches(['[', ']']).to_owned(),
        one_per_line.trim_matches(['[', ']', '\n']).trim().to_owned(),
        hex,
    ]
}

fn check_text(text: &str) {
    let token = brand().token(CREDENTIALS).expect("good credentials").to_string();
    let Credentials { username, server, password } = CREDENTIALS;
    for secret in [KEY, IV, username.as_bytes(), server.as_bytes(), password.as_bytes(), token.as_bytes()] {
        for form in forms(secret) {
            // Indentation depends on the depth of the value.
            let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(!squeezed(text).contains(&squeezed(&form)), "{form:?} shows in {text}");
        }
    }
}

fn check(value: impl Debug) {
    check_text(&format!("{value:?}"));
    check_text(&format!("{value:#?}"));
}

#[test]
#[should_panic(expected = "shows in")]
fn derived_debug_of_a_secret_is_noticed() {
    check(Some(KEY));
}

#[test]
#[should_panic(expected = "shows in")]
fn derived_debug_of_a_field_is_noticed() {
    check(CREDENTIALS.password);
}

#[test]
fn brands_hide_their_key() {
    check(brand());
    check(BrandParts { key: KEY, iv: IV, scheme: "acme-phone" });
    check([Some(&brand())]);
}

#[test]
fn credentials_hide_all_fields() {
    check(CREDENTIALS);
    check(OwnedCredentials::from(CREDENTIALS));
    check((CREDENTIALS, Some(OwnedCredentials::from(CREDENTIALS))));
}

#[test]
fn tokens_and_links_hide_what_they_carry() {
    let brand = brand();
    let made = brand.token(CREDENTIALS).expect("good credentials");
    let text = made.to_string();
    let plaintext = b"username=the-username&server=the-server.example&password=the-password";
    for token in [made, brand.raw_token(plaintext), Token::parse(&text).expect("canonical")] {
        check(token);
        check(token.escaped());
        check(brand.scheme().app_link(token));
        check(brand.scheme().intent_link(token, "org.example.phone", None));
        check(Portal::new("https://portal.example").expect("a good base").link(token));
    }
}

#[test]
fn requests_and_responses_hide_the_token() {
    let brand = brand();
    let query = format!("c={}", brand.token(CREDENTIALS).expect("good credentials"));
    let request = Request::new("GET", query.as_bytes());
    let handler = LaunchHandler::new(*brand.scheme());
    check(request);
    check(&handler);
    assert_eq!(handler.handle(request).status(), 302);
    check(handler.handle(request));
}

#[test]
fn explanations_hide_what_they_found() {
    let brand = brand();
    let link = brand.token(CREDENTIALS).expect("good credentials").to_string();
    let explanation = explain(&link, ExplainOptions::new(&brand));
    assert!(explanation.credentials().is_some());
    check(&explanation);
    for finding in explanation.findings() {
        check_text(&finding.to_string());
    }
}

#[test]
fn errors_hide_what_they_are_about() {
    let brand = brand();
    let token = brand.token(CREDENTIALS).expect("good credentials").to_string();
    let newline = Credentials { password: "the-password\n", ..CREDENTIALS };
    let link = format!("https://portal.example/?c={token}x");
    let errors = [
        Brand::new(BrandParts { key: &KEY[1..], iv: IV, scheme: "acme-phone" }).err(),
        Brand::new(BrandParts { key: KEY, iv: &IV[1..], scheme: "acme-phone" }).err(),
        brand.token(newline).err(),
        Brand::sip_phone().decode(&token).err(),
        brand.decode_credentials(&brand.raw_token(b"username=the-username").to_string()).err(),
        Credentials::from_plaintext(b"password=the-password").err(),
        Token::parse(&token[1..]).err(),
        parse_launch_link(&link, "c").err(),
        brand.scheme().parse_app_link(&link).err(),
        Portal::new("https://the-username:the-password@portal.example").err(),
    ];
    for error in errors {
        let error: Error = error.expect("an error");
        check(error);
        check_text(&error.to_string());
    }
}
