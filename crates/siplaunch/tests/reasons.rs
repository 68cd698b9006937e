//! Why a request got its answer, in every way to be answered.
#![cfg(test)]
#![cfg(feature = "alloc")]

use std::collections::BTreeSet;

use siplaunch::{
    Brand, Claim, Credentials, KeyRing, Language, LaunchHandler, LinkId, Page, PageParts, Reason, Request, Scheme,
    Seal, SealedToken, SealingKey,
};

const TOKEN: &str = "yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=";
const NOW: u64 = 1_800_000_000;
const CREDENTIALS: Credentials<'static> =
    Credentials { username: "testuser", server: "example.org", password: "testpass" };

fn keys() -> KeyRing {
    KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0).expect("a ring")
}

fn handler() -> LaunchHandler {
    LaunchHandler::new(Scheme::SIP_PHONE).with_sealed_links(Brand::sip_phone(), keys(), b"a")
}

/// A query with a sealed link, and its id.
fn sealed(expires: u64, context: &[u8]) -> (String, LinkId) {
    let text = String::from(keys().seal(CREDENTIALS, Seal { expires, context }).expect("sealed"));
    (format!("c={text}"), SealedToken::parse(&text).expect("a sealed link").id())
}

/// The same of a one-time link.
fn one_time(expires: u64) -> (String, LinkId) {
    let sealed = keys().seal_one_time_with_salt(CREDENTIALS, Seal { expires, context: b"a" }, [1; 4]).expect("sealed");
    (format!("c={sealed}"), sealed.as_sealed_token().id())
}

#[test]
fn every_answer_has_its_reason() {
    let page = Page::new(PageParts { base: "https://a", brand_name: "b", language: Language::English });
    let with_page = handler().with_page(page.expect("a page")).expect("a handler");
    let token = format!("c={TOKEN}");
    let ((good, id), (late, late_id)) = (sealed(NOW + 1, b"a"), sealed(NOW, b"a"));
    let (other, _) = sealed(NOW + 1, b"b");
    let long = "c".repeat(LaunchHandler::MAX_QUERY_LEN + 1);
    let mut seen = BTreeSet::new();
    for (method, query, expected, expected_id) in [
        ("GET", token.as_str(), Reason::Launched, None),
        ("GET", &good, Reason::Launched, Some(id)),
        ("GET", &late, Reason::Expired, Some(late_id)),
        ("GET", &other, Reason::Bad, None),
        ("GET", "", Reason::Bad, None),
        ("GET", &long, Reason::TooLong, None),
        ("POST", &good, Reason::Method, None),
    ] {
        for (handler, is_page) in [(&handler(), false), (&with_page, true)] {
            let launch = handler.inspect(Request::at(method, query.as_bytes(), NOW));
            assert_eq!(launch.id(), expected_id, "{method} {query}");
            assert_eq!(launch.opened().map(|opened| opened.id), expected_id.filter(|id| *id != late_id));
            assert_eq!(launch.clone().answer_revoked().reason(), Reason::Revoked);
            assert_eq!(launch.clone().answer_revoked().status(), 410);
            let expected = if is_page && expected == Reason::Launched { Reason::Page } else { expected };
            let answer = launch.answer();
            assert_eq!(answer.reason(), expected, "{method} {query}");
            seen.insert(answer.reason().as_str());
        }
    }
    seen.insert(Reason::Revoked.as_str());
    let (once, _) = one_time(NOW + 1);
    for (method, claim) in [("GET", Claim::First)].into_iter().chain(Claim::ALL.iter().map(|claim| ("POST", *claim))) {
        for handler in [&handler(), &with_page] {
            let launch = handler.inspect(Request::at(method, once.as_bytes(), NOW));
            seen.insert(launch.answer_claimed(claim).reason().as_str());
        }
    }
    assert!(Reason::ALL.iter().all(|reason| seen.contains(reason.as_str())), "{seen:?}");
    assert_eq!(seen.len(), Reason::ALL.len());
}

#[test]
fn lists_of_ids_have_one_a_line() {
    let (_, id) = sealed(NOW, b"");
    let upper = id.to_string().to_uppercase();
    for (list, expected) in [
        (String::new(), Ok(vec![])),
        ("\n # nothing\r\n\n".into(), Ok(vec![])),
        (format!("{id}"), Ok(vec![id])),
        (format!("{id}#lost\r\n\t{upper} # again\n"), Ok(vec![id, id])),
        (format!("{id} {id}"), Err(1)),
        (format!("#\n\n{id}\n{}", &upper[1..]), Err(4)),
        (format!("{id}\n0x{id}\nx"), Err(2)),
    ] {
        assert_eq!(LinkId::parse_list(&list), expected, "{list}");
    }
}
