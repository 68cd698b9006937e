//! What `explain` says of links as customers and portals have damaged them.
#![cfg(feature = "alloc")]

use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
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
    assert_eq!(Kind::AppLink.to_string(), "app link");
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
    for broken in [twice.replacen("LI", "L%250AI", 1), twice.replacen("LI", "L%0AI", 1)] {
        let findings = [Finding::EscapedTwice, Finding::LineBreak];
        check(&format!("https://example.org/p?c={broken}"), Kind::LaunchLink, &findings);
    }
    check(&format!("sipphone://{ESCAPED}"), Kind::AppLink, &[Finding::Escaped]);
    check(&PLUS_TOKEN.replace('+', " "), Kind::Token, &[Finding::SpaceForPlus]);
    check(&TOKEN.replace("LI/", "LI\r\n/"), Kind::Token, &[Finding::LineBreak]);
    check(TOKEN.trim_end_matches('='), Kind::Token, &[Finding::Padding]);
    check(&format!("sipphone://{TOKEN}."), Kind::AppLink, &[Finding::StuckToEnd]);
    check("https://example.org/p?d=x", Kind::LaunchLink, &[Finding::ParamMissing]);
    check(&format!("https://example.org/p?c={ESCAPED}&c=x"), Kind::LaunchLink, &[Finding::ParamTwice]);
    check(&format!("otherphone://{TOKEN}"), Kind::AppLink, &[Finding::OtherScheme]);
    check(
        &format!("intent://{TOKEN}#Intent;scheme=otherphone;package=a.b;end"),
        Kind::IntentLink,
        &[Finding::OtherScheme],
    );
}

#[test]
fn tokens_that_do_not_decode() {
    check(&TOKEN[..40], Kind::Token, &[Finding::CutShort]);
    check(&TOKEN[..64], Kind::Token, &[Finding::EndDamaged]);
    // Cut inside an escape.
    let (before, _) = ESCAPED.split_once('%').expect("an escape");
    for (end, finding) in [("%", Finding::CutShort), ("%2", Finding::CutShort), ("%z", Finding::NotBase64)] {
        check(&format!("https://example.org/p?c={before}{end}"), Kind::LaunchLink, &[finding]);
    }
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

const SEALED: &str = "-Ge4i1qbXC9u0rWJkF-V0PORA7th8pqifejy3h6pWTdU7WfmYxgxmbnoT74EXffXUJI";

/// The findings of each link of a text, without keys.
#[track_caller]
fn check_all(text: &str, expected: &[(&str, Option<usize>, &[Finding])]) {
    let brand = Brand::sip_phone();
    let found: Vec<_> = (0..expected.len().max(1))
        .map(|link| explain(text, ExplainOptions::new(&brand).with_link(link)))
        .inspect(|explanation| assert_eq!(explanation.link_count(), expected.len(), "{text}"))
        .collect();
    for (explanation, (shown, line, findings)) in found.iter().zip(expected) {
        let found: Vec<Finding> =
            explanation.findings().iter().copied().filter(|finding| *finding != Finding::PublishedKey).collect();
        assert_eq!((explanation.shown(), explanation.line(), &*found), (*shown, *line, *findings), "{text}");
    }
}

#[test]
fn every_link_of_a_text_is_explained() {
    let portal = "https://portal.example/p?c=…";
    check_all("", &[]);
    check_all("Nothing to see: here, or there at a:/b.", &[]);
    check_all(
        &format!(
            "First https://portal.example/p?c={ESCAPED}\nthen sipphone://{TOKEN}\r\n\r\nhttps://portal.example/p?c={SEALED}."
        ),
        &[(portal, Some(1), &[]), ("sipphone://…", Some(2), &[]), (portal, Some(4), &[Finding::Sealed])],
    );
    // A cut copy of a link to the same place is a link of its own; another service's is none.
    check_all(
        &format!(
            "https://portal.example/p?c={}\nhttps://portal.example/p?c={ESCAPED} http://news.example/?c=12",
            &ESCAPED[..40]
        ),
        &[(portal, Some(1), &[Finding::CutShort]), (portal, Some(2), &[])],
    );
    // The handbook's script prints both.
    check_all(&format!("{TOKEN}\n{ESCAPED}\n"), &[("…", Some(1), &[])]);
    check_all(&format!("Token: \"{TOKEN}\", escaped <{ESCAPED}>"), &[("…", Some(1), &[])]);
    check_all(&format!("Your token:\n\n{TOKEN}, and a note"), &[("…", Some(3), &[])]);
    check_all(&format!("it was {SEALED}, he says"), &[("…", Some(1), &[Finding::Sealed])]);
    check_all(&format!("GET /p?c={SEALED} HTTP/1.1"), &[("/p?c=…", Some(1), &[Finding::Sealed])]);
    check_all(&format!("c={ESCAPED}"), &[("c=…", Some(1), &[])]);
    // The best of two copies is explained.
    let twice = SEALED.replace('-', "%252D");
    check_all(
        &format!("https://portal.example/p?c={twice}\nhttps://portal.example/p?c={SEALED}"),
        &[(portal, Some(2), &[Finding::Sealed])],
    );
}

#[test]
fn links_are_found_by_their_scheme() {
    let brand = Brand::sip_phone();
    check_all("Not 3ftp://a", &[("ftp://…", Some(1), &[Finding::OtherScheme, Finding::CutShort])]);
    check_all("See ftp://a.example/b, 3ftp://c", &[("ftp://…", Some(1), &[Finding::OtherScheme, Finding::NotBase64])]);
    check_all(&format!("acmesipphone://{TOKEN}"), &[("acmesipphone://…", Some(1), &[Finding::OtherScheme])]);
    check_all(&format!("Open sipp\r\nhone://{TOKEN}"), &[("sipphone://…", Some(1), &[])]);
    check_all(&format!("Open sipp\n\n\nhone://{TOKEN}"), &[("hone://…", Some(4), &[Finding::OtherScheme])]);
    let other = explain(&format!("https://a.example?t={ESCAPED}"), ExplainOptions::new(&brand).with_param("t"));
    assert_eq!((other.kind(), other.shown()), (Kind::LaunchLink, "https://a.example?t=…"));
    assert!(other.is_good());
}

#[test]
fn the_names_in_a_query_are_shown_but_nothing_long() {
    for (query, shown) in [
        ("0123456789abcdef=1&c=", "0123456789abcdef=…&c=…"),
        ("0123456789abcdefg=1&c=", "…&c=…"),
        ("&secret&c=", "&…&c=…"),
    ] {
        check_all(
            &format!("https://a.example?{query}{SEALED}"),
            &[(&format!("https://a.example?{shown}"), Some(1), &[Finding::Sealed])],
        );
    }
    check_all(
        &format!("GET /customers/launch?c={SEALED} HTTP/1.1"),
        &[("/customers/launch?c=…", Some(1), &[Finding::Sealed])],
    );
    let (brand, param) = (Brand::sip_phone(), "a-parameter-of-a-portal");
    let explanation =
        explain(&format!("https://a.example?{param}={SEALED}"), ExplainOptions::new(&brand).with_param(param));
    assert_eq!(explanation.shown(), format!("https://a.example?{param}=…"));
}

#[test]
fn a_link_ends_where_its_text_says_so() {
    let (place, shown) = ("https://portal.example/p?c=", "https://portal.example/p?c=…");
    let (start, end) = SEALED.split_at(SEALED.len() - 2);
    // Brackets of the link itself.
    check_all(
        &format!("(https://a.example/(a)[b]?c={SEALED})"),
        &[("https://a.example/…?c=…", Some(1), &[Finding::Sealed])],
    );
    check_all(&format!("{place}{SEALED}. Thanks"), &[(shown, Some(1), &[Finding::Sealed])]);
    check_all(&format!("{place}{} now!", &ESCAPED[..40]), &[(shown, Some(1), &[Finding::CutShort])]);
    // Text without spaces: only a payload that opens shows where it ends.
    check_all(&format!("点击{place}{ESCAPED}启动App"), &[(shown, Some(1), &[])]);
    check_all(&format!("点击{place}{SEALED}启动App"), &[(shown, Some(1), &[Finding::SealedCharacters])]);
    // The next line belongs to it if it looks like a payload, the next word only if the payload then opens.
    for line_break in ["\n", "\r\n", "\r"] {
        let text = SEALED.replacen("rWJ", &format!("rWJ{line_break}"), 1);
        check_all(&format!("{place}{text}"), &[(shown, Some(1), &[Finding::LineBreak, Finding::Sealed])]);
    }
    check_all(&format!("{place}{start} {end}"), &[(shown, Some(1), &[Finding::SealedCutShort])]);
    check_all(&format!("{place}{start}\nxI"), &[(shown, Some(1), &[Finding::SealedCutShort])]);
    // So short a payload may go on after a space.
    check_all("sipphone://0123456789abcde, or!", &[("sipphone://…", Some(1), &[Finding::NotBase64])]);
    check_all("sipphone://0123456789abcdef, or!", &[("sipphone://…", Some(1), &[Finding::CutShort])]);
}

#[test]
fn links_of_several_readings_are_explained_once() {
    let (place, shown) = ("https://portal.example/p?c=", "https://portal.example/p?c=…");
    // Nothing of the link is encoded, so it has its line.
    check_all(&format!("{place}{SEALED}\nA=3DB"), &[(shown, Some(1), &[Finding::Sealed])]);
    check_all(&format!("{place}{}=\nZZZZ", "ZZZZ".repeat(5)), &[(shown, Some(1), &[Finding::CutShort])]);
    // A link in an encoded part comes after those before the part.
    let encoded = STANDARD.encode(format!("See {place}{ESCAPED} now."));
    check_all(
        &format!("{}{place}{SEALED}\n{encoded}", "word ".repeat(200)),
        &[(shown, Some(1), &[Finding::Sealed]), (shown, None, &[])],
    );
    // Two encoded parts.
    let parts = [SEALED, ESCAPED].map(|payload| STANDARD.encode(format!("See {place}{payload} now.")));
    check_all(&parts.join("\n--boundary\n"), &[(shown, None, &[Finding::Sealed]), (shown, None, &[])]);
}

#[test]
fn other_links_count_only_where_there_is_nothing_else() {
    check_all(
        "Get https://store.example/app?id=1&s=secret and ftp://a.example/b",
        &[("https://store.example/app?id=…&s=…", Some(1), &[Finding::ParamMissing])],
    );
    check_all("See https://portal.example/p", &[("https://portal.example/p", Some(1), &[Finding::ParamMissing])]);
    check_all(&format!("Get https://store.example/app?id=1 and sipphone://{TOKEN}"), &[("sipphone://…", Some(1), &[])]);
    check_all(
        "https://user:secret@a.example/0123456789abcdef0/?x#y",
        &[("https://…@a.example/…?…#…", Some(1), &[Finding::ParamMissing])],
    );
}

#[test]
fn entities_are_a_fault_where_there_is_no_html() {
    let link = format!("https://portal.example/p?lang=de&amp;c={ESCAPED}");
    let shown = "https://portal.example/p?lang=…&c=…";
    check_all(&format!("Tap {link} now"), &[(shown, Some(1), &[Finding::HtmlEscaped])]);
    check_all(&format!("<a href=\"{link}\">"), &[(shown, Some(1), &[])]);
    check_all(&format!("&lt;{link}&gt;"), &[(shown, Some(1), &[])]);
    check_all(&format!("Tap {} now", &link[..80]), &[(shown, Some(1), &[Finding::CutShort, Finding::HtmlEscaped])]);
    // Both parts of a mail have the same link.
    let link = format!("https://portal.example/p?c={ESCAPED}&x=1");
    let both = format!("{link}\n<a href=\"{}\">", link.replace('&', "&amp;"));
    check_all(&both, &[("https://portal.example/p?c=…&x=…", Some(1), &[])]);
}

#[test]
fn sealed_links_that_came_damaged() {
    let link = |text: &str| format!("https://portal.example/p?c={text}");
    let check = |text: &str, findings: &[Finding]| {
        check_all(&link(text), &[("https://portal.example/p?c=…", Some(1), findings)]);
    };
    check(SEALED, &[Finding::Sealed]);
    check(&SEALED[..SEALED.len() - 1], &[Finding::SealedCutShort]);
    check(&SEALED[..SEALED.len() - 2], &[Finding::SealedCutShort]);
    check(&SEALED[..20], &[Finding::SealedCutShort]);
    check(&SEALED.replace('W', "*"), &[Finding::SealedCharacters]);
    check(&SEALED.replace('W', "ß"), &[Finding::SealedCharacters]);
    check(&SEALED.to_lowercase(), &[Finding::SealedLowerCased]);
    check(&format!("{SEALED}."), &[Finding::StuckToEnd, Finding::Sealed]);
    check(&format!("{SEALED},"), &[Finding::StuckToEnd, Finding::Sealed]);
    check(&SEALED.replace("rWJ", "r\nWJ"), &[Finding::LineBreak, Finding::Sealed]);
    check(&SEALED.replace("rWJ", "r%0D%0AWJ"), &[Finding::LineBreak, Finding::Sealed]);
    check(&SEALED.replace('-', "%252D"), &[Finding::EscapedTwice, Finding::Sealed]);
    check_all(
        &format!("sipphone://{SEALED}"),
        &[("sipphone://…", Some(1), &[Finding::SealedInAppLink, Finding::Sealed])],
    );
}

#[test]
fn a_link_that_no_handler_takes_is_a_fault() {
    let link = |len: usize| format!("https://portal.example/p?c={ESCAPED}&x={}", "x".repeat(len - ESCAPED.len() - 5));
    check_all(&link(8192), &[("https://portal.example/p?c=…&x=…", Some(1), &[])]);
    check_all(&link(8193), &[("https://portal.example/p?c=…&x=…", Some(1), &[Finding::TooLong])]);
    check_all(&link(9000), &[("https://portal.example/p?c=…&x=…", Some(1), &[Finding::TooLong])]);
}

/// A handler takes 8192 bytes of a query; 512 more are for the rest of the link.
#[test]
fn a_link_that_goes_on_has_a_longest_length() {
    let wrapped = |len: usize| {
        let link = format!("https://portal.example/p?x=&c={}\n{}", &ESCAPED[..40], &ESCAPED[40..]);
        link.replacen("x=", &format!("x={}", "x".repeat(len - link.len())), 1)
    };
    let shown = "https://portal.example/p?x=…&c=…";
    check_all(&wrapped(8704), &[(shown, Some(1), &[Finding::TooLong, Finding::LineBreak])]);
    check_all(&wrapped(8705), &[(shown, Some(1), &[Finding::TooLong, Finding::CutShort])]);
}

#[test]
fn no_more_than_a_hundred_links_are_explained() {
    let brand = Brand::sip_phone();
    let links: Vec<String> = (0..150)
        .map(|i| format!("sipphone://{}", raw(format!("username=a{i}&server=b&password=c").as_bytes())))
        .collect();
    let last = explain(&links.join("\n"), ExplainOptions::new(&brand).with_link(99));
    assert_eq!((last.link_count(), last.line()), (100, Some(100)));
    assert!(!explain(&links.join("\n"), ExplainOptions::new(&brand).with_link(100)).is_good());
}
