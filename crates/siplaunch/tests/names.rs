//! The names and numbers that every language shares: `tests/names.json`, which a test of each language reads.
//!
//! A row of the table is never changed and never removed, from the first release on.
#![cfg(test)]
#![cfg(feature = "alloc")]

use serde_json::Value;
use siplaunch::{Error, Finding};

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
const FINDINGS: [Finding; 33] = [
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
}
