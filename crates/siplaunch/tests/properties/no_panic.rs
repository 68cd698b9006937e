//! No input makes any public function panic. Answers are looked at elsewhere.

use std::hint::black_box;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use proptest::{collection::vec, prelude::*, sample::select};
use siplaunch::{
    Brand, BrandParts, Credentials, ExplainOptions, KeyRing, Kind, LaunchHandler, Portal, Request, Scheme, SealingKey,
    Token, explain, is_unseen, parse_launch_link, parse_launch_link_into, token_len,
};

use crate::strategies;

/// Text of all kinds: any, of the characters that mean something somewhere, or short ones of few characters.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-z0-9+/=%&?#:;.@\\[\\]\\r\\n\\x00 é-]{0,80}",
        "[=A%&]{0,5}",
        strategies::token(),
        "https?://[a-c.:\\[\\]@]{0,6}[/?#&=c%A]{0,9}",
        "(c|x)=(%[0-9A-F]{0,2}|[A=+/ ]){0,30}",
        "sipphone://[A-Za-z0-9+/=]{0,50}",
        "username=[a&=\\n]{0,5}&server=[a&=]{0,5}&password=[a&=]{0,5}",
    ]
}

/// Pieces of what `explain` looks for, in any order.
fn pasted() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => select(vec![
            "https://", "http", "://", ":", "/", "sipphone://", "intent://", "#Intent;", "?c=", "c=", "&amp;", "&quot;", "&#x3d;", "&",
            "?", "=", "=3D", "=\n", "=\r\n", "=C3", "\n", "\r\n", "\r", "\n> ", " ", "%", "%2", "%0D%0A", "%2F", "-", ".", "..",
            "\"", "'", "<", ">", "(", ")", "[", "]", "aHR0cHM6Ly9hP2M9", "\u{feff}", "é", "\u{202e}", "\0", "c=-",
        ]).prop_map(str::to_owned),
        1 => strategies::token(),
        1 => "-[A-Za-z0-9.-]{0,60}",
        1 => strategies::token().prop_map(|text| BASE64_STANDARD.encode(format!("https://a.example/?c={text}"))),
        1 => any::<String>(),
    ];
    vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

fn make_links(token: Token<'_>, text: &str) {
    black_box((token.len(), token.to_string(), token.escaped().len()));
    if let Ok(link) = Scheme::SIP_PHONE.intent_link(token, text, None) {
        black_box(link.to_string());
    }
    if let Ok(link) = Scheme::SIP_PHONE.intent_link(token, "a.b", Some(text)) {
        black_box((link.len(), link.to_string()));
    }
    let portals = [Portal::new(text), Portal::with_param("https://a", text)];
    for portal in portals.into_iter().flatten() {
        let link = portal.link(token);
        black_box((link.len(), link.to_string(), portal.param()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn in_text(text in text(), other in text()) {
        let token = Token::parse(&text);
        make_links(token.unwrap_or_else(|_| Token::parse("AAAAAAAAAAAAAAAAAAAAAA==").expect("canonical")), &other);
        let _ = black_box(Scheme::new(&text).map(|scheme| scheme.parse_app_link(&other).map(str::len)));
        let _ = black_box(Scheme::SIP_PHONE.parse_app_link(&text));
        let _ = black_box(parse_launch_link(&text, &other));
        let _ = black_box(parse_launch_link(&text, "c"));
        let credentials = Credentials { username: &text, server: &other, password: "a" };
        black_box(credentials.ambiguities().count());
        let _ = black_box(Brand::sip_phone().token(credentials).map(|token| token.to_string()));
        let _ = black_box(LaunchHandler::new(Scheme::SIP_PHONE).with_param(&text));
    }

    #[test]
    fn in_decoding(text in text(), size in 0..200_usize) {
        let mut buffer = vec![0; size];
        let _ = black_box(Brand::sip_phone().decode_into(&text, &mut buffer));
        let _ = black_box(Brand::sip_phone().decode_credentials(&text));
        let _ = black_box(parse_launch_link_into(&text, "c", &mut buffer));
    }

    #[test]
    fn in_writing(plaintext in strategies::bytes(0..200), size in 0..600_usize) {
        let brand = Brand::sip_phone();
        let mut buffer = vec![0; size];
        let _ = black_box(brand.raw_token(&plaintext).write_into(&mut buffer));
        let _ = black_box(brand.raw_token(&plaintext).escaped().write_into(&mut buffer));
    }

    #[test]
    fn in_bytes(bytes in prop_oneof![vec(any::<u8>(), 0..200), text().prop_map(String::into_bytes)], method in text()) {
        let _ = black_box(Credentials::from_plaintext(&bytes));
        let handler = LaunchHandler::new(Scheme::SIP_PHONE);
        for method in ["GET", "HEAD", &method] {
            black_box(handler.handle(Request::new(method, &bytes)));
        }
    }

    #[test]
    fn in_explaining(text in prop_oneof![text(), pasted()], param in text(), link in 0..3_usize) {
        let (brand, keys) = (Brand::sip_phone(), KeyRing::new(&[SealingKey { id: 3, key: &[7; 32] }], 3));
        let keys = keys.expect("a good ring");
        let options = ExplainOptions::new(&brand).with_link(link);
        for options in [options, options.with_param(&param), options.with_key_ring(&keys, param.as_bytes())] {
            let explanation = explain(&text, options);
            prop_assert!(explanation.kind() != Kind::Unknown || !explanation.is_good());
            prop_assert!(!explanation.shown().contains(is_unseen));
            prop_assert!(explanation.line().is_none_or(|line| line <= text.split('\n').count()));
            prop_assert!(explanation.link_count() > link || !explanation.is_good());
        }
    }

    #[test]
    fn in_brands(key in vec(any::<u8>(), 0..40), iv in vec(any::<u8>(), 0..20), scheme in text()) {
        let _ = black_box(Brand::new(BrandParts { key: &key, iv: &iv, scheme: &scheme }));
    }

    #[test]
    fn in_lengths(len: usize) {
        black_box((token_len(len), token_len(usize::MAX - len)));
    }
}

/// Text with fewer characters than its padding claims.
#[test]
fn padding_alone_is_no_token() {
    for text in ["", "=", "==", "===", "====", "A=", "A==", "AA=", "AA==", "AAA="] {
        assert!(Token::parse(text).is_err(), "{text}");
    }
}
