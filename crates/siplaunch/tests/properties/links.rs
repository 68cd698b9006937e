//! Links are put together exactly, and give their token back.

use proptest::{char::range, prelude::*};
use siplaunch::{Error, Portal, Scheme, Token, parse_launch_link};

use crate::strategies;

/// A base in pieces, with what its launch links begin with.
fn base() -> impl Strategy<Value = (String, String)> {
    let origin = "https?://([a-z][a-z0-9-]{0,9}\\.)?[a-zA-Z0-9._~-]{1,12}(:[1-9][0-9]{0,3})?";
    let ipv6 = "https?://\\[(::1|2001:db8::[0-9a-f]{1,4})\\](:8080)?";
    let path = "(/([A-Za-z0-9._~!$'()*,;:@/-]|%[0-9A-Fa-f]{2}){0,40})?";
    let query = prop::option::of("([X-Z]=([A-Za-z0-9._~/?+-]|%[0-9A-F]{2}){0,60}&?)?");
    (prop_oneof![4 => origin, 1 => ipv6], path, query).prop_map(|(origin, path, query)| {
        let root = if path.is_empty() { "/" } else { "" };
        match query {
            None => (format!("{origin}{path}"), format!("{origin}{root}{path}?")),
            Some(query) => {
                let joint = if query.is_empty() || query.ends_with('&') { "" } else { "&" };
                (format!("{origin}{path}?{query}"), format!("{origin}{root}{path}?{query}{joint}"))
            }
        }
    })
}

proptest! {
    #[test]
    fn launch_links_are_put_together_and_taken_apart(
        (base, start) in base(),
        param in "[a-z0-9._~-]{1,8}",
        token in strategies::token(),
    ) {
        let portal = Portal::with_param(&base, &param).expect("a good portal");
        let link = portal.link(Token::parse(&token).expect("canonical")).to_string();
        let escaped = token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        prop_assert_eq!(&link, &format!("{start}{param}={escaped}"));
        let parsed = parse_launch_link(&link, &param).expect("a launch link");
        prop_assert_eq!(&*parsed, &token);
    }

    #[test]
    fn app_links_are_put_together_and_taken_apart(scheme in "[A-Za-z][A-Za-z0-9+.-]{0,62}", token in strategies::token()) {
        let scheme_text = scheme;
        let scheme = Scheme::new(&scheme_text).expect("a good scheme");
        let link = scheme.app_link(Token::parse(&token).expect("canonical")).to_string();
        prop_assert_eq!(&link, &format!("{scheme_text}://{token}"));
        prop_assert_eq!(scheme.parse_app_link(&link), Ok(&*token));
    }

    /// Nothing can leave its place in an intent link, whatever the fallback.
    #[test]
    fn intent_links_are_put_together((fallback, _) in base(), token in strategies::token()) {
        let scheme = Scheme::SIP_PHONE;
        let link = scheme.intent_link(Token::parse(&token).expect("canonical"), "org.example.phone", Some(&fallback));
        let link = link.expect("a good intent").to_string();
        let (head, tail) = link.split_once(";S.browser_fallback_url=").expect("a fallback");
        prop_assert_eq!(head, format!("intent://{token}#Intent;scheme=sipphone;package=org.example.phone"));
        let escaped = tail.strip_suffix(";end").expect("an end");
        prop_assert!(is_escaped(escaped));
        let plain = percent_encoding::percent_decode_str(escaped).decode_utf8().expect("UTF-8");
        prop_assert_eq!(plain, fallback);
    }

    /// A URL that is no good base is refused whole: never cut, never changed.
    #[test]
    fn one_bad_character_spoils_a_base((base, _) in base(), at: prop::sample::Index, bad in bad_character()) {
        let mut base = base;
        base.insert(at.index(base.len() + 1), bad);
        prop_assert_eq!(Portal::new(&base).err(), Some(Error::PortalBase));
    }
}

fn bad_character() -> impl Strategy<Value = char> {
    prop_oneof![
        prop::sample::select(vec!['#', '"', '<', '>', '\\', '^', '`', '{', '|', '}', '\x7F']),
        range('\0', ' '),
        range('\u{80}', char::MAX)
    ]
}

/// Only *unreserved* characters and upper-case `%XX`.
fn is_escaped(text: &str) -> bool {
    let is_upper_hex = |b: &u8| b.is_ascii_digit() || (b'A'..=b'F').contains(b);
    let mut pieces = text.split('%');
    let unreserved = |piece: &str| piece.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
    pieces.next().is_some_and(unreserved)
        && pieces.all(|piece| {
            piece.as_bytes().first_chunk::<2>().is_some_and(|hex| hex.iter().all(is_upper_hex))
                && unreserved(&piece[2..])
        })
}

/// RFC 3986 §3.1: schemes have no case, and a base may have any.
#[test]
fn launch_links_of_an_upper_case_base_are_taken_apart_too() {
    let token = "yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=";
    let portal = Portal::new("HTTPS://Example.org/p").expect("a good base");
    let link = portal.link(Token::parse(token).expect("canonical")).to_string();
    assert_eq!(parse_launch_link(&link, "c").as_deref().map(String::as_str), Ok(token));
}
