//! Each error has a cause. Their numbers are in `names.rs`.
#![cfg(test)]
#![cfg(feature = "qr")]

use std::collections::BTreeSet;

use siplaunch::{
    Brand, BrandParts, ClaimPolicy, Credentials, Direction, Error, KeyRing, Language, Logo, MailDraft, MailWording,
    Page, PageParts, PageText, Portal, QrCode, Scheme, Seal, SealingKey, SmsDraft, Ticket, Token,
    parse_launch_link_into,
};

#[test]
fn numbers_and_texts_are_distinct() {
    let numbers: BTreeSet<_> = Error::ALL.iter().map(|error| error.code()).collect();
    let texts: BTreeSet<_> = Error::ALL.iter().map(ToString::to_string).collect();
    assert_eq!((numbers.len(), texts.len()), (Error::ALL.len(), Error::ALL.len()));
    assert!(!numbers.contains(&0));
}

#[cfg(feature = "png")]
fn scale_error() -> Option<Error> {
    QrCode::new("a").expect("a short text").to_png(0).err()
}

/// Only images can have it.
#[cfg(not(feature = "png"))]
fn scale_error() -> Option<Error> {
    Some(Error::QrScale)
}

#[cfg(feature = "toml")]
fn file_errors() -> [Option<Error>; 2] {
    [Brand::from_toml("").err().map(Error::from), KeyRing::from_toml("").err().map(Error::from)]
}

/// Only files can have them.
#[cfg(not(feature = "toml"))]
fn file_errors() -> [Option<Error>; 2] {
    [Some(Error::BrandEntries), Some(Error::KeyEntries)]
}

#[test]
fn each_error_has_its_cause() {
    let brand = Brand::sip_phone();
    let good = Credentials { username: "a", server: "b", password: "c" };
    let token = Token::parse("AAAAAAAAAAAAAAAAAAAAAA==").expect("canonical");
    let parts = BrandParts { key: &[0; 16], iv: &[0; 16], scheme: "a" };
    let portal = |base| Portal::new(base).err();
    let intent = |package, fallback| Scheme::SIP_PHONE.intent_link(token, package, fallback).err();
    let key = SealingKey { id: 0, key: &[0; 32] };
    let keys = KeyRing::new(&[key], 0).expect("a good ring");
    let sms = |template, brand_name, link| SmsDraft { template, link, brand_name }.compose().err();
    let mail = |subject| {
        let wording = MailWording { subject, ..MailWording::ENGLISH };
        MailDraft { wording, link: "https://a", brand_name: "b", accent_color: None }.compose().err()
    };
    let page = Page::new(PageParts { base: "https://a", brand_name: "b", language: Language::English });
    let page = page.expect("a good page");
    let settings = |settings: &[(&str, &str)]| Page::from_settings("https://a", settings).err().map(Error::from);
    let causes = [
        token.write_into(&mut [0; 23]).err(),
        Brand::new(BrandParts { key: &[0; 17], ..parts }).err(),
        Brand::new(BrandParts { iv: &[0; 15], ..parts }).err(),
        Brand::new(BrandParts { scheme: "1a", ..parts }).err(),
        file_errors()[0],
        brand.token(Credentials { username: "", ..good }).err(),
        brand.token(Credentials { server: "", ..good }).err(),
        brand.token(Credentials { password: "", ..good }).err(),
        brand.token(Credentials { username: "a\n", ..good }).err(),
        brand.token(Credentials { server: "b&", ..good }).err(),
        brand.token(Credentials { password: "x&server=evil.example", ..good }).err(),
        Token::parse("evil").err(),
        Credentials::from_plaintext(b"username=a&server=b").err(),
        portal("ftp://example.org"),
        Portal::with_param("https://example.org", "").err(),
        parse_launch_link_into("https://example.org/?c=evil", "c", &mut [0; 99]).err(),
        intent("phone", None),
        intent("org.example.phone", Some("javascript:alert(1)")),
        KeyRing::new(&[SealingKey { id: 0, key: &[0; 31] }], 0).err(),
        KeyRing::new(&[key], 1).err(),
        keys.seal(good, Seal { expires: 1 << 32, context: b"" }).err(),
        keys.open("evil", 0, b"").err(),
        keys.open(keys.seal(good, Seal { expires: 9, context: b"" }).expect("good").as_str(), 9, b"").err(),
        file_errors()[1],
        // A system without a random source is not to be had.
        Some(Error::Random),
        ClaimPolicy::new(0, 0).err(),
        QrCode::new(&"a".repeat(2332)).err(),
        scale_error(),
        Ticket { username: "a", server: "b", expire_ms: 0, token: "c" }.to_text().err(),
        sms("{link} {name}", "a", "https://b"),
        sms("{brand}", "a", "https://b"),
        sms("{link}.", "a", "https://b"),
        sms("{link}", "", "https://b"),
        sms("{link}", "a", "sipphone://b"),
        mail("a\nb"),
        Language::of_tag("fr").err(),
        page.clone().with_text(PageText::Title, "").err(),
        page.clone().with_lang("", Direction::LeftToRight).err(),
        page.clone().with_accent_color("blue").err(),
        page.clone().with_logo(Logo { data_uri: "data:,", alt: "a" }).err(),
        page.with_app_store("ftp://a").err(),
        settings(&[("auto_open", "yes")]),
        settings(&[("language", "fr")]),
        sms(&format!("{{link}} {}", "{brand}".repeat(6000)), &"a".repeat(200), "https://b"),
    ];
    assert_eq!(causes.len(), Error::ALL.len());
    for (&error, cause) in Error::ALL.iter().zip(causes) {
        assert_eq!(cause, Some(error));
    }
}

#[test]
fn bases_are_refused_for_each_reason() {
    for base in [
        "",
        "example.org",
        "//example.org/p",
        "/p",
        "http:/example.org",
        "http:example.org",
        "https://",
        "https:///p",
        "https://:443/p",
        "https://?c",
        "ftp://example.org/",
        "javascript://example.org/%0aalert(1)",
        "sipphone://example.org/",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://example.org@evil.example/",
        "https://example.org/#top",
        "https://example.org/?a#",
        "https://example.org/a b",
        " https://example.org/",
        "https://example.org/\n",
        "https://example.org/\r\nLocation: evil",
        "https://example.org\\@evil.example/",
        "https://example.org\\evil",
        "https://exam\tple.org/",
        "https://bücher.example/",
        "https://example.org/straße",
        "https://example.org/%",
        "https://example.org/%zz",
        "https://example.org:0/",
        "https://example.org:65536/",
        "https://example.org:http/",
        "https://example.org:+80/",
        "https://[::1/",
        "https://::1/",
        "https://[example.org]/",
        "https://[::1]x/",
        "https://exam%70le.org/",
        "https://example.org/?c=1",
        "https://example.org/?a&c",
        "https://example.org/?%63=1",
    ] {
        assert_eq!(Portal::new(base).err(), Some(Error::PortalBase), "{base:?}");
    }
}

#[test]
fn schemes_parameters_and_packages_are_refused_for_each_reason() {
    for scheme in ["", "1a", "+a", "a_b", "a b", "a:", "a/", "ä", "a\n", &"a".repeat(64)] {
        assert_eq!(Scheme::new(scheme).err(), Some(Error::Scheme), "{scheme:?}");
    }
    assert_eq!(Scheme::new(&"a".repeat(63)).map(|scheme| scheme.as_str().len()), Ok(63));
    for param in ["", "c=", "a&b", "a b", "%63", "ä", "c\0", "[c]"] {
        assert_eq!(Portal::with_param("https://example.org", param).err(), Some(Error::Param), "{param:?}");
    }
    let token = Token::parse("AAAAAAAAAAAAAAAAAAAAAA==").expect("canonical");
    for package in ["", "a", ".a", "a.", "a..b", "1.a", "a.1", "a.b;end", "a.b\n", "a.b-c", "ä.b"] {
        let link = Scheme::SIP_PHONE.intent_link(token, package, None);
        assert_eq!(link.err(), Some(Error::Package), "{package:?}");
    }
}

#[test]
fn forbidden_characters_are_found_in_any_number_and_place() {
    let good = Credentials { username: "a", server: "b", password: "c" };
    for forbidden in ['&', '\0', '\n', '\u{1f}', '\u{7f}'] {
        for len in 1..=20 {
            for (first, second) in (0..len).flat_map(|first| (0..len).map(move |second| (first, second))) {
                let at = |i| if i == first || i == second { forbidden } else { 'x' };
                let text: String = (0..len).map(at).collect();
                assert_eq!(Credentials { username: &text, ..good }.check(), Err(Error::UsernameCharacter), "{text:?}");
            }
        }
    }
    for allowed in ['%', '\'', ' ', '~', '\u{80}', 'ÿ'] {
        let text = String::from(allowed).repeat(20);
        assert_eq!(Credentials { password: &text, ..good }.check(), Ok(()), "{allowed:?}");
    }
}

#[test]
fn a_token_with_other_characters_is_refused_wherever_they_are() {
    let (one_block, three) =
        ("CI8VN8toaE40w8E4OH2rAg==", "yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8yL/XvHABm6K8M6CHwl4mg");
    for (good, body_len) in [(one_block, 22), (three, 64)] {
        assert!(Token::parse(good).is_ok());
        for other in *b"-._~%&?#=: \n\0@[`{" {
            for (first, second) in (0..body_len).flat_map(|first| (0..body_len).map(move |second| (first, second))) {
                let mut text = good.as_bytes().to_vec();
                (text[first], text[second]) = (other, other);
                let text = String::from_utf8(text).expect("ASCII");
                assert_eq!(Token::parse(&text).err(), Some(Error::Token), "{text:?}");
            }
        }
    }
}
