//! The published cases: `tests/vectors/tokens.json`.
#![cfg(test)]

use serde_json::Value;
use siplaunch::{Brand, BrandParts, Credentials, Error, Link, Portal, Token, parse_launch_link_into, token_len};

struct Case<'a>(&'a Value);

impl<'a> Case<'a> {
    fn text(&self, name: &str) -> &'a str {
        self.0[name].as_str().unwrap_or_else(|| panic!("{name} is missing"))
    }

    fn brand(&self) -> Brand {
        let [key, iv] = ["key_hex", "iv_hex"].map(|name| base16ct::mixed::decode_vec(self.text(name)).expect(name));
        let (scheme, _) = self.text("app_link").split_once("://").expect("an app link");
        Brand::new(BrandParts { key: &key, iv: &iv, scheme }).expect("a good brand")
    }

    fn credentials(&self) -> Credentials<'a> {
        let [username, server, password] = ["username", "server", "password"].map(|name| self.text(name));
        Credentials { username, server, password }
    }

    fn plaintext_len(&self) -> usize {
        let Credentials { username, server, password } = self.credentials();
        format!("username={username}&server={server}&password={password}").len()
    }

    fn base(&self) -> &'a str {
        self.text("launch_link").split_once('?').expect("a launch link").0
    }
}

fn for_each_case(check: impl Fn(&Case<'_>, &Brand)) {
    let file: Value = serde_json::from_str(include_str!("../../../tests/vectors/tokens.json")).expect("JSON");
    let cases = file["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 27);
    for case in cases.iter().map(Case) {
        check(&case, &case.brand());
    }
}

fn check_token(token: Token<'_>, expected: &str) {
    assert_eq!(token.to_string(), expected);
    assert_eq!(token.len(), expected.len());
    let mut exact = vec![0; expected.len()];
    assert_eq!(token.write_into(&mut exact), Ok(expected));
    assert_eq!(token.write_bytes_into(&mut vec![0; expected.len() + 1]), Ok(expected.len()));
    assert_eq!(token.write_into(&mut exact[1..]), Err(Error::BufferTooSmall));
    #[cfg(feature = "alloc")]
    assert_eq!(String::from(token), expected);
}

fn check_link(link: Link<'_>, expected: &str) {
    assert_eq!(link.to_string(), expected);
    assert_eq!(link.len(), expected.len());
    let mut exact = vec![0; expected.len()];
    assert_eq!(link.write_into(&mut exact), Ok(expected));
    assert_eq!(link.write_bytes_into(&mut vec![0; expected.len() + 1]), Ok(expected.len()));
    assert_eq!(link.write_into(&mut exact[1..]), Err(Error::BufferTooSmall));
    #[cfg(feature = "alloc")]
    assert_eq!(String::from(link), expected);
}

#[test]
fn tokens_are_as_published() {
    for_each_case(|case, brand| {
        let token = brand.token(case.credentials()).expect("good credentials");
        check_token(token, case.text("token"));
        check_token(Token::parse(case.text("token")).expect("a good token"), case.text("token"));
        assert_eq!(token_len(case.plaintext_len()), case.text("token").len());
    });
}

#[test]
fn links_are_as_published() {
    for_each_case(|case, brand| {
        let portal = Portal::new(case.base()).expect("a good base");
        let made = brand.token(case.credentials()).expect("good credentials");
        let parsed = Token::parse(case.text("token")).expect("a good token");
        for token in [made, parsed] {
            check_link(token.escaped(), case.text("escaped"));
            check_link(brand.scheme().app_link(token), case.text("app_link"));
            check_link(portal.link(token), case.text("launch_link"));
        }
    });
}

#[test]
fn links_give_their_token_back() {
    for_each_case(|case, brand| {
        assert_eq!(brand.scheme().parse_app_link(case.text("app_link")), Ok(case.text("token")));
        let mut space = vec![0; case.text("launch_link").len()];
        let token = parse_launch_link_into(case.text("launch_link"), "c", &mut space);
        assert_eq!(token, Ok(case.text("token")));
        #[cfg(feature = "alloc")]
        assert_eq!(*siplaunch::parse_launch_link(case.text("launch_link"), "c").expect("a token"), case.text("token"));
    });
}

#[test]
fn tokens_give_their_credentials_back() {
    for_each_case(|case, brand| {
        let expected = case.credentials();
        let mut space = vec![0; case.text("token").len()];
        let plaintext = brand.decode_into(case.text("token"), &mut space).expect("a token of this brand");
        let read = Credentials::from_plaintext(plaintext).expect("three good fields");
        assert_eq!(
            (read.username, read.server, read.password),
            (expected.username, expected.server, expected.password)
        );
        #[cfg(feature = "alloc")]
        {
            let owned = brand.decode_credentials(case.text("token")).expect("three good fields");
            let owned = owned.as_credentials();
            assert_eq!(
                (owned.username, owned.server, owned.password),
                (expected.username, expected.server, expected.password)
            );
        }
    });
}

#[test]
fn only_the_published_key_is_called_published() {
    for_each_case(|case, brand| assert_eq!(brand.uses_published_key(), case.text("brand") == "default"));
}
