//! One-time links: cases made with other libraries, and what a tap, a preview and a used link get.
#![cfg(test)]
#![cfg(feature = "alloc")]

use proptest::prelude::*;
use siplaunch::{
    Brand, Claim, ClaimPolicy, ClaimRecord, ClaimStatement, ClaimStoreKind, Credentials, Error, ExplainOptions,
    Finding, KeyRing, Kind, Language, LaunchHandler, Page, PageParts, Payload, Portal, Reason, Request, Response,
    Scheme, Seal, SealedToken, SealingKey, explain, one_time_len, sealed_len,
};

const NOW: u64 = 1_799_999_999;
const SEAL: Seal<'static> = Seal { expires: NOW + 1, context: b"example.org" };
const CREDENTIALS: Credentials<'static> =
    Credentials { username: "testuser", server: "example.org", password: "testpass" };
const APP_LINK: &str =
    "sipphone://CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==";

#[derive(serde::Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    key_id: u8,
    key_hex: String,
    context: String,
    expires: u64,
    salt_hex: String,
    username: String,
    server: String,
    password: String,
    token: String,
}

fn keys() -> KeyRing {
    KeyRing::new(&[SealingKey { id: 1, key: &[7; 32] }], 1).expect("a key ring")
}

fn one_time(salt: [u8; 4]) -> String {
    String::from(keys().seal_one_time_with_salt(CREDENTIALS, SEAL, salt).expect("sealed"))
}

fn plain() -> String {
    String::from(keys().seal(CREDENTIALS, SEAL).expect("sealed"))
}

/// With and without a page.
fn handlers() -> [LaunchHandler; 2] {
    let handler = LaunchHandler::new(Scheme::SIP_PHONE).with_sealed_links(Brand::sip_phone(), keys(), SEAL.context);
    let parts = PageParts { base: "https://portal.example/p", brand_name: "Acme Phone", language: Language::English };
    let page = Page::new(parts).and_then(|page| page.with_new_link_url("https://portal.example/new"));
    [handler.clone(), handler.with_page(page.expect("a page")).expect("a handler")]
}

fn request<'a>(method: &'a str, query: &'a str) -> Request<'a> {
    Request::at(method, query.as_bytes(), NOW)
}

fn form_action(response: &Response) -> &str {
    let policy = response.header("Content-Security-Policy").expect("a policy");
    policy.split("; ").find_map(|part| part.strip_prefix("form-action ")).expect("a form-action")
}

#[test]
fn vectors() {
    let Vectors { cases } =
        serde_json::from_str(include_str!("../../../tests/vectors/one_time.json")).expect("the vectors");
    assert_eq!(cases.len(), 36);
    for case in cases {
        let key = base16ct::lower::decode_vec(&case.key_hex).expect("hex");
        let keys = KeyRing::new(&[SealingKey { id: case.key_id, key: &key }], case.key_id).expect("a key ring");
        let Case { username, server, password, .. } = &case;
        let credentials = Credentials { username, server, password };
        let salt = base16ct::lower::decode_vec(&case.salt_hex).expect("hex").try_into().expect("four bytes");
        let seal = Seal { expires: case.expires, context: case.context.as_bytes() };
        let sealed = keys.seal_one_time_with_salt(credentials, seal, salt).expect("sealed");
        assert_eq!(sealed.as_str(), case.token);
        assert_eq!(sealed.as_str().len(), one_time_len(username.len() + server.len() + password.len()));

        let opened = keys.open(&case.token, case.expires - 1, seal.context).expect("opened");
        assert!(opened.is_one_time);
        assert_eq!(opened.expires, case.expires);
        assert_eq!(opened.id, sealed.as_sealed_token().id());
        let found = opened.credentials.as_credentials();
        assert_eq!((found.username, found.server, found.password), (&**username, &**server, &**password));
        assert_eq!(keys.open(&case.token, case.expires, seal.context).err(), Some(Error::SealedExpired));
    }
}

#[test]
fn a_changed_character_never_opens() {
    let sealed = one_time(*b"salt");
    assert!(keys().open(&sealed, NOW, SEAL.context).is_ok());
    for at in 0..sealed.len() {
        for other in ["A", "B", "a", "0", "-", ".", "=", "%"] {
            let changed = format!("{}{other}{}", &sealed[..at], &sealed[at + 1..]);
            let opened = keys().open(&changed, NOW, SEAL.context);
            assert!(changed == sealed || opened.err() == Some(Error::SealedInvalid), "character {at}");
        }
    }
}

#[test]
fn no_kind_is_taken_for_the_other() {
    for (text, is_one_time) in [(plain(), false), (one_time([0; 4]), true)] {
        assert_eq!(SealedToken::parse(&text).expect("a sealed token").is_one_time(), is_one_time);
        assert_eq!(keys().open(&text, NOW, SEAL.context).expect("opened").is_one_time, is_one_time);
        let other = format!("{}{}", if is_one_time { "-" } else { "." }, &text[1..]);
        assert_eq!(keys().open(&other, NOW, SEAL.context).err(), Some(Error::SealedInvalid));
        assert!(matches!(Payload::parse(&text), Ok(Payload::SealedToken(_))));
    }
}

#[test]
fn lengths_are_bounded_below() {
    let shortest = format!(".{}", "A".repeat(one_time_len(3) - 1));
    let shortest = shortest.as_str();
    assert!(SealedToken::parse(shortest).is_ok());
    assert!(SealedToken::parse(&shortest[..shortest.len() - 1]).is_err());
    let id = SealedToken::parse(shortest).expect("long enough").id();
    assert_eq!(id.to_string().len(), 32);
    for len in 0..shortest.len() {
        assert_eq!(keys().open(&shortest[..len], NOW, SEAL.context).err(), Some(Error::SealedInvalid));
    }
    assert_eq!(keys().seal_one_time_into(CREDENTIALS, SEAL, [0; 4], &mut [0; 73]).err(), Some(Error::BufferTooSmall));
}

#[cfg(feature = "std")]
#[test]
fn salts_make_ids_differ() {
    let ids: std::collections::BTreeSet<_> =
        (0..100).map(|_| keys().seal_one_time(CREDENTIALS, SEAL).expect("sealed").as_sealed_token().id()).collect();
    assert_eq!(ids.len(), 100);
    assert_eq!(one_time([9; 4]), one_time([9; 4]));
}

#[test]
fn fetching_a_link_shows_a_form_and_nothing_that_opens_the_app() {
    for handler in handlers() {
        for (handler, text) in [
            (handler.clone(), one_time([0; 4])),
            (handler.clone().with_confirmation(), plain()),
            (handler.with_confirmation(), one_time([0; 4])),
        ] {
            let query = format!("c={text}");
            let [get, head] = ["GET", "HEAD"].map(|method| {
                let launch = handler.inspect(request(method, &query));
                assert!(!launch.needs_claim() && launch.opened().is_some());
                // A store that nobody asked cannot have refused the link.
                assert_eq!(launch.answer_claimed(Claim::Unavailable).reason(), Reason::Form);
                launch.answer()
            });
            assert_eq!((get.status(), get.reason()), (200, Reason::Form));
            assert!(get.body().contains("<form method=\"post\"><button"));
            assert!(!get.body().contains("://sipphone") && !get.body().contains("sipphone://"), "{}", get.body());
            assert!(!get.body().contains("CI8VN8") && !get.body().contains(&text));
            assert_eq!(form_action(&get), "'self' sipphone:");
            assert_eq!(get.header("Location"), None);
            assert_eq!(head.body(), "");
            assert!(head.headers().eq(get.headers()));
        }
    }
}

#[test]
fn a_tap_is_answered_by_its_claim() {
    let query = format!("c={}", one_time([0; 4]));
    for handler in handlers() {
        let launch = handler.inspect(request("POST", &query));
        assert!(launch.needs_claim());
        let opened = launch.opened().expect("opened");
        assert_eq!((Some(opened.id), opened.expires), (launch.id(), SEAL.expires));

        let first = launch.answer_claimed(Claim::First);
        assert_eq!((first.status(), first.reason(), first.header("Location")), (303, Reason::Launched, Some(APP_LINK)));
        let again = launch.answer_claimed(Claim::Again);
        assert_eq!((again.status(), again.reason(), again.header("Location")), (200, Reason::Again, None));
        assert!(again.body().contains(&format!("href=\"{APP_LINK}\"")) && !again.body().contains("http-equiv"));
        assert_eq!(form_action(&again), "'self' sipphone:");
        for (claim, status, reason) in [
            (Claim::Used, 410, Reason::Used),
            (Claim::Revoked, 410, Reason::Revoked),
            (Claim::Unavailable, 503, Reason::Unavailable),
        ] {
            let refused = launch.answer_claimed(claim);
            assert_eq!((refused.status(), refused.reason(), refused.header("Location")), (status, reason, None));
            assert!(!refused.body().contains("sipphone:"));
            assert_eq!(refused.body().contains("<form"), claim == Claim::Unavailable);
            let action = if claim == Claim::Unavailable { "'self' sipphone:" } else { "'none'" };
            assert_eq!(form_action(&refused), action);
        }
        for unclaimed in [launch.answer(), handler.handle(request("POST", &query))] {
            assert_eq!((unclaimed.status(), unclaimed.reason()), (503, Reason::Unavailable));
        }
    }
}

#[test]
fn a_confirmed_link_needs_no_claim() {
    let query = format!("c={}", plain());
    for handler in handlers() {
        let launch = handler.with_confirmation().inspect(request("POST", &query));
        assert!(!launch.needs_claim() && launch.opened().is_some());
        for answer in [launch.answer(), launch.answer_claimed(Claim::First), launch.answer_claimed(Claim::Again)] {
            assert_eq!((answer.status(), answer.header("Location")), (303, Some(APP_LINK)));
        }
        assert_eq!(launch.answer_claimed(Claim::Revoked).status(), 410);
        assert_eq!(launch.answer_claimed(Claim::Unavailable).status(), 503);
    }
}

/// A claim store also says whether a plain sealed link is revoked.
#[test]
fn the_store_can_refuse_a_plain_sealed_link() {
    let query = format!("c={}", plain());
    for handler in handlers() {
        let launch = handler.inspect(request("GET", &query));
        assert_eq!(launch.answer_claimed(Claim::First).reason(), launch.answer().reason());
        assert_eq!(launch.answer_claimed(Claim::Revoked).status(), 410);
        let unavailable = launch.answer_claimed(Claim::Unavailable);
        // POST would be 405 here: no form, but a link to the same page.
        assert!(unavailable.status() == 503 && !unavailable.body().contains("<form"));
        assert!(!unavailable.body().contains("sipphone:"));
        let head = handler.inspect(request("HEAD", &query)).answer_claimed(Claim::Unavailable);
        assert!(head.body().is_empty() && head.headers().eq(unavailable.headers()));
    }
}

#[test]
fn only_good_links_that_need_a_tap_take_a_post() {
    let (once, sealed) = (format!("c={}", one_time([0; 4])), format!("c={}", plain()));
    let token = format!("c={}", Brand::sip_phone().token(CREDENTIALS).expect("a token"));
    let damaged = once.replace("c=.", "c=.A");
    let long = format!("{once}&x={}", "a".repeat(8192));
    for handler in handlers() {
        for (method, query, status, allow) in [
            ("POST", &sealed, 405, "GET, HEAD"),
            ("POST", &token, 405, "GET, HEAD"),
            ("POST", &damaged, 405, "GET, HEAD"),
            ("POST", &long, 405, "GET, HEAD"),
            ("PUT", &sealed, 405, "GET, HEAD"),
            ("PUT", &once, 405, "GET, HEAD, POST"),
            ("post", &once, 405, "GET, HEAD, POST"),
        ] {
            let launch = handler.inspect(request(method, query));
            assert!(!launch.needs_claim());
            for answer in [launch.answer(), launch.answer_claimed(Claim::First)] {
                assert_eq!((answer.status(), answer.header("Allow")), (status, Some(allow)), "{method} {query}");
            }
        }
    }
}

/// A refused link is never claimed.
#[test]
fn a_link_past_its_time_needs_no_claim() {
    let query = format!("c={}", one_time([0; 4]));
    for handler in handlers() {
        for method in ["GET", "HEAD", "POST"] {
            let launch = handler.inspect(Request::at(method, query.as_bytes(), SEAL.expires));
            assert!(!launch.needs_claim() && launch.id().is_some());
            assert_eq!(launch.answer_claimed(Claim::First).reason(), Reason::Expired);
        }
    }
}

#[test]
fn a_handler_without_keys_refuses_one_time_links() {
    let query = format!("c={}", one_time([0; 4]));
    let handler = LaunchHandler::new(Scheme::SIP_PHONE);
    assert_eq!(handler.handle(request("GET", &query)).status(), 400);
    assert_eq!(handler.handle(request("POST", &query)).status(), 405);
}

#[test]
fn damage_to_a_one_time_link_is_repaired() {
    let text = one_time([0; 4]);
    for damaged in [
        format!("{text}."),
        format!("%2E{}", &text[1..]),
        format!("%252e{}%29", &text[1..]),
        format!("{}%0D%0A{}", &text[..20], &text[20..]),
    ] {
        assert_eq!(handlers()[0].handle(request("GET", &format!("c={damaged}"))).reason(), Reason::Form, "{damaged}");
    }
}

#[test]
fn explain_names_a_one_time_link() {
    for (text, is_one_time) in [(one_time([0; 4]), true), (plain(), false)] {
        let link = format!("https://portal.example/p?c={text}");
        for (text, kind) in [(&link, Kind::LaunchLink), (&text, Kind::SealedToken)] {
            let keys = keys();
            let brand = Brand::sip_phone();
            let options = ExplainOptions::at(&brand, NOW).with_key_ring(&keys, SEAL.context);
            let explanation = explain(text, options);
            assert_eq!(explanation.kind(), kind);
            assert!(explanation.is_good() && explanation.findings().contains(&Finding::Valid));
            assert_eq!(explanation.findings().contains(&Finding::OneTime), is_one_time);
        }
        let cut = explain(&link[..60], ExplainOptions::at(&Brand::sip_phone(), NOW));
        assert!(cut.findings().contains(&Finding::SealedCutShort), "{:?}", cut.findings());
    }
}

#[test]
fn launch_links_carry_one_time_links_as_they_are() {
    let text = one_time([0; 4]);
    let link =
        Portal::new("https://portal.example/p").expect("a base").link(SealedToken::parse(&text).expect("sealed"));
    assert_eq!(link.to_string(), format!("https://portal.example/p?c={text}"));
    assert_eq!(text.len(), sealed_len(27) + 7);
}

#[test]
fn the_policy_has_its_limits() {
    for (grace, taps) in [(60, 1), (86_400, 100), (600, 5)] {
        let policy = ClaimPolicy::new(grace, taps).expect("a policy");
        assert_eq!((policy.grace(), policy.taps()), (grace, taps));
    }
    for (grace, taps) in [(59, 5), (86_401, 5), (600, 0), (600, 101), (u64::MAX, u64::MAX)] {
        assert_eq!(ClaimPolicy::new(grace, taps), Err(Error::ClaimPolicy));
    }
}

#[test]
fn taps_left_end_with_the_grace_the_taps_the_revocation_and_a_clock_set_back() {
    let policy = ClaimPolicy::default();
    let record = |claimed_at, taps| ClaimRecord { claimed_at, taps, revoked_at: None };
    for (record, left) in [
        (record(NOW, 1), 4),
        (record(NOW - 599, 4), 1),
        (record(NOW - 600, 1), 0),
        (record(NOW, 5), 0),
        (record(NOW, 9), 0),
        (record(NOW + 59, 1), 4),
        (record(NOW + 60, 1), 0),
        (ClaimRecord { revoked_at: Some(NOW), ..record(NOW, 1) }, 0),
        (record(0, 0), 0),
    ] {
        assert_eq!(policy.taps_left(record, NOW), left, "{record:?}");
    }
}

#[test]
fn names_of_stores_statements_and_claims_are_read_back() {
    for kind in ClaimStoreKind::ALL {
        assert_eq!(ClaimStoreKind::parse(kind.as_str()), Some(*kind));
        for statement in ClaimStatement::ALL {
            assert_eq!(ClaimStatement::parse(statement.as_str()), Some(*statement));
            let values = kind.statement(*statement).matches('?').count();
            let expected = match (kind, statement) {
                (ClaimStoreKind::Redis, _) | (_, ClaimStatement::Create | ClaimStatement::Taps) => 0,
                (_, ClaimStatement::Claim) => 6,
                (_, ClaimStatement::Revoke) => 4,
                _ => 1,
            };
            assert_eq!(values, expected, "{kind:?} {statement:?}");
        }
    }
    for claim in Claim::ALL {
        assert_eq!(Claim::parse(claim.as_str()), Some(*claim));
    }
    assert_eq!(
        (ClaimStoreKind::parse("mariadb"), ClaimStatement::parse(""), Claim::parse("First")),
        (None, None, None)
    );
    let claims = [1, 2, 100, i64::MAX, 0, -1, -2, i64::MIN].map(Claim::from_taps);
    assert_eq!(claims[..4], [Claim::First, Claim::Again, Claim::Again, Claim::Again]);
    assert_eq!(claims[4..], [Claim::Used, Claim::Revoked, Claim::Unavailable, Claim::Unavailable]);
}

proptest! {
    #[test]
    fn one_time_links_have_their_form(salt: [u8; 4], expires: u32, username in "[a-z0-9]{1,40}", context: Vec<u8>) {
        let credentials = Credentials { username: &username, ..CREDENTIALS };
        let seal = Seal { expires: expires.into(), context: &context };
        let sealed = keys().seal_one_time_with_salt(credentials, seal, salt).expect("sealed");
        let text = sealed.as_str();
        prop_assert!(text.starts_with('.') && !text.ends_with(['-', '.']) && !text.contains(".."));
        prop_assert_eq!(text.len(), one_time_len(username.len() + 19));
        let opened = keys().open(text, 0, &context);
        prop_assert_eq!(opened.map(|opened| opened.expires).ok(), (expires > 0).then_some(seal.expires));
        let credentials = Credentials { username: &username, ..CREDENTIALS };
        let plain = keys().seal(credentials, seal);
        prop_assert!(plain.is_err() || plain.is_ok_and(|plain| plain.as_sealed_token().id() != sealed.as_sealed_token().id()));
    }

    #[test]
    fn opening_never_panics(text in "\\.[A-Za-z0-9.-]{0,100}", now: u64, context: Vec<u8>) {
        let _ = keys().open(&text, now, &context);
        if let Ok(token) = SealedToken::parse(&text) {
            let _ = token.id();
        }
    }
}
