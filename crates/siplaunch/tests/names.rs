//! The names and numbers that every language shares: `tests/names.json`, which a test of each language reads.
//!
//! A row of the table is never changed and never removed, from the first release on.
#![cfg(test)]
#![cfg(all(feature = "png", feature = "toml"))]

use std::collections::BTreeSet;

use serde_json::Value;
use siplaunch::{
    Batch, Brand, ClaimPolicy, ClaimStoreKind, Credentials, Error, Explanation, Finding, KeyRing, Launch,
    LaunchHandler, Mail, MailDraft, Page, Portal, QrCode, Response, Scheme, SealedToken, Sms, SmsBudget, SmsDraft,
    Ticket, Token, explain, parse_launch_link,
};

fn rows(list: &str) -> Vec<Value> {
    let table: Value = serde_json::from_str(include_str!("../../../tests/names.json")).expect("JSON");
    table[list].as_array().expect("a list").clone()
}

/// Numbers and names of a list.
fn named(list: &str) -> Vec<(u64, String)> {
    let row = |row: &Value| (row["code"].as_u64().expect("a number"), row["name"].as_str().expect("a name").to_owned());
    rows(list).iter().map(row).collect()
}

#[test]
fn errors_have_their_names_and_numbers() {
    let core: Vec<_> = Error::ALL.iter().map(|error| (u64::from(error.code()), format!("{error:?}"))).collect();
    // The C ABI has errors of its own, below 10.
    let listed: Vec<_> = named("errors").into_iter().filter(|row| row.0 >= 10 || core.contains(row)).collect();
    assert_eq!(core, listed);
}

/// All findings: the type is non-exhaustive, so that no compiler can tell.
const FINDINGS: [Finding; 34] = [
    Finding::ParamMissing,
    Finding::ParamTwice,
    Finding::OtherScheme,
    Finding::Escaped,
    Finding::EscapedTwice,
    Finding::LineBreak,
    Finding::SpaceForPlus,
    Finding::StuckToEnd,
    Finding::Padding,
    Finding::HtmlEscaped,
    Finding::TooLong,
    Finding::NotBase64,
    Finding::CutShort,
    Finding::LowerCased,
    Finding::EndDamaged,
    Finding::WrongKey,
    Finding::NewlineAtEnd,
    Finding::ControlCharacter,
    Finding::NotUtf8,
    Finding::OtherFields,
    Finding::NotHttps,
    Finding::Ambiguous,
    Finding::PublishedKey,
    Finding::Sealed,
    Finding::Valid,
    Finding::OneTime,
    Finding::SealedCutShort,
    Finding::SealedCharacters,
    Finding::SealedLowerCased,
    Finding::OtherKeyId,
    Finding::Changed,
    Finding::Expired,
    Finding::Revoked,
    Finding::SealedInAppLink,
];

#[test]
fn findings_have_their_names_and_numbers() {
    let core = FINDINGS.map(|finding| (u64::from(finding.code()), format!("{finding:?}")));
    assert_eq!(core.as_slice(), named("findings"));
    let texts = FINDINGS.map(|finding| finding.to_string());
    assert_eq!(BTreeSet::from(texts).len(), FINDINGS.len());
}

/// Names calls, and does not compile if one is missing. Generic calls get arguments.
macro_rules! calls {
    ({ $($call:path,)+ } { $($generic:path = $use:expr,)+ }) => {
        fn calls() -> BTreeSet<String> {
            $(let _ = $call;)+
            $(let _ = $use;)+
            let written = [$(stringify!($call),)+ $(stringify!($generic),)+];
            written.map(|call| call.replace(' ', "").replace("::", ".")).into()
        }
    };
}

calls! {
    {
        Batch::app_links,
        Batch::launch_links,
        Batch::one_time_links,
        Batch::sealed_links,
        Batch::tokens,
        Brand::decode,
        Brand::decode_credentials,
        Brand::from_toml,
        Brand::new,
        Brand::raw_token,
        Brand::scheme,
        Brand::sip_phone,
        Brand::token,
        Brand::uses_published_key,
        ClaimPolicy::new,
        ClaimPolicy::taps_left,
        ClaimPolicy::values,
        ClaimStoreKind::statement,
        Credentials::ambiguities,
        Credentials::check,
        Explanation::credentials,
        Explanation::expires,
        Explanation::findings,
        Explanation::id,
        Explanation::is_good,
        Explanation::kind,
        Explanation::line,
        Explanation::link_count,
        Explanation::shown,
        Explanation::token,
        Finding::code,
        Finding::is_fault,
        KeyRing::from_toml,
        KeyRing::new,
        KeyRing::open,
        KeyRing::seal,
        KeyRing::seal_one_time,
        Launch::answer,
        Launch::answer_claimed,
        Launch::answer_revoked,
        Launch::id,
        Launch::needs_claim,
        Launch::opened,
        LaunchHandler::handle,
        LaunchHandler::inspect,
        LaunchHandler::new,
        LaunchHandler::with_sealed_links,
        Mail::html,
        Mail::subject,
        Mail::subject_header,
        Mail::text,
        MailDraft::compose,
        Page::from_settings,
        Page::settings,
        Portal::new,
        QrCode::to_png,
        QrCode::to_svg,
        QrCode::to_terminal,
        Response::body,
        Response::header,
        Response::headers,
        Response::status,
        Scheme::app_link,
        Scheme::intent_link,
        Scheme::parse_app_link,
        SealedToken::id,
        Sms::budget,
        Sms::text,
        SmsBudget::is_within_handbook,
        SmsBudget::of,
        SmsDraft::compose,
        SmsDraft::one_time_budget,
        SmsDraft::sealed_budget,
        SmsDraft::template_in,
        Ticket::to_text,
        Token::escaped,
        Token::parse,
        explain,
        parse_launch_link,
    }
    {
        Portal::link = |portal: Portal<'static>, token: Token<'static>| portal.link(token),
    }
}

#[test]
fn calls_have_the_names_of_every_language() {
    // `null` marks a call that Rust does not need.
    let name = |row: &Value| row.get("rust").unwrap_or(&row["call"]).as_str().map(str::to_owned);
    assert_eq!(calls(), rows("calls").iter().filter_map(name).collect());
}

#[test]
fn defaults_are_those_of_every_language() {
    let portal = Portal::new("https://portal.example/p").expect("a good base");
    let policy = ClaimPolicy::default();
    let defaults: [(&str, Value); 4] = [
        ("param", portal.param().into()),
        ("scheme", Scheme::SIP_PHONE.as_str().into()),
        ("grace", policy.grace().into()),
        ("taps", policy.taps().into()),
    ];
    for row in rows("calls") {
        for (option, value) in &defaults {
            let listed: &Value = row["options"].get(option).unwrap_or(&Value::Null);
            assert!(listed.is_null() || listed == value, "{row}");
        }
    }
}
