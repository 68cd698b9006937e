//! The header has the calls of `tests/names.json`, which a test of each language reads: `siplaunch_<type>_<verb>`.
#![cfg(test)]

use std::collections::BTreeSet;

use serde_json::Value;

const HEADER: &str = include_str!("../../../include/siplaunch.h");

/// Calls that only C needs, beside those that free.
const OWN: [&str; 17] = [
    "abi_version",
    "credentials_from_plaintext",
    "explanation_finding_count",
    "handler_builder_build",
    "handler_builder_confirm",
    "handler_builder_page",
    "handler_builder_param",
    "handler_builder_sealed_only",
    "mode_warning",
    "rows_from_text",
    "sealed_token_is_one_time",
    "sealed_token_len",
    "status_name",
    "status_text",
    "token_len",
    "version",
    "wipe",
];

/// All calls that the header declares, without `siplaunch_`.
fn declared() -> BTreeSet<String> {
    let code = HEADER.lines().filter(|line| !line.trim_start().starts_with("//") && !line.starts_with(" *"));
    let names = code.filter_map(|line| line.split_once('(')?.0.rsplit([' ', '*']).next()?.strip_prefix("siplaunch_"));
    names.map(str::to_owned).collect()
}

/// `key_ring_seal` for `KeyRing.seal`.
fn spelled(call: &str) -> String {
    let mut spelled = String::new();
    for c in call.replace('.', "_").chars() {
        if c.is_ascii_uppercase() && !spelled.is_empty() {
            spelled.push('_');
        }
        spelled.push(c.to_ascii_lowercase());
    }
    spelled
}

fn rows(list: &str) -> Vec<Value> {
    let table: Value = serde_json::from_str(include_str!("../../../tests/names.json")).expect("JSON");
    table[list].as_array().expect("a list").clone()
}

#[test]
fn calls_have_the_names_of_every_language() {
    // `null` marks a call that C does not need.
    let name = |row: &Value| match row.get("c") {
        Some(name) => name.as_str().map(str::to_owned),
        None => Some(spelled(row["call"].as_str().expect("a name"))),
    };
    let listed: BTreeSet<_> = rows("calls").iter().filter_map(name).collect();
    let own = OWN.map(str::to_owned).into();
    let shared: BTreeSet<_> = declared().into_iter().filter(|name| !name.ends_with("_free")).collect();
    assert_eq!(shared.difference(&own).collect::<Vec<_>>(), listed.iter().collect::<Vec<_>>());
}

/// The core has the defaults of C: here is only their documentation.
#[test]
fn the_documented_default_is_that_of_every_language() {
    let calls = rows("calls");
    let listed: BTreeSet<_> = calls.iter().filter_map(|row| row["options"]["param"].as_str()).collect();
    let documented: BTreeSet<_> =
        HEADER.split("NULL means \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(documented, listed);
}
