//! `siplaunch explain`, run as a support desk runs it.
#![allow(clippy::expect_used, reason = "a failure here is a failed test")]

mod common;

use std::{
    fs,
    process::{Command, Output},
};

use common::{
    portal::{run, text},
    siplaunch::BINARY,
};
use serde_json::Value;

/// Made by `AESSIV` of Python's cryptography package: key 5e…, id 2, expiries 4,000,000,000 and 1,000,000,000.
const GOOD: &str = "https://portal.example/p?c=-vHKwQ9bEaGoxcUFT6PV6LqYu37Gui7AjbKgC8j1-qc6uwbZ.uEITYlG7G.pYeVxyaM";
const ID: &str = "f1cac10f5b11a1a8c5c5054fa3d5e8ba";
const IN_CONTEXT: &str =
    "https://portal.example/p?c=-mU7qX3BSbxws.f3oP-45pCMro8BOQZyqbhQ0oRyvSvc7GWFp4QfFsDQLyQbhpmEa-I";
const EXPIRED: &str = "https://portal.example/p?c=-lvIBVJPQ8dpvSMsILX--SN7nPmqLs-FGz6YYPkUBmDciSd6D9YoHCR6RTNd8lThwcE";

fn explain(pasted: &str, args: &[&str]) -> Output {
    run(Command::new(BINARY).arg("explain").args(args), pasted)
}

/// What is said of the links: status, and for each the numbers of its findings.
fn findings(pasted: &str, args: &[&str]) -> (i32, Vec<Vec<u64>>) {
    let done = explain(pasted, &[args, &["--json"]].concat());
    let report: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let links = report["links"].as_array().expect("links");
    let status = done.status.code().expect("a status");
    assert_eq!(report["good"], status == 0, "{report}");
    assert_eq!(report["good"], links.iter().all(|link| link["good"] == true), "{report}");
    let codes = |link: &Value| {
        let findings = link["findings"].as_array().expect("findings");
        findings.iter().map(|finding| finding["code"].as_u64().expect("a number")).collect()
    };
    (status, links.iter().map(codes).collect())
}

#[test]
fn a_sealed_link_in_every_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    };
    let key_file = |id: u8, byte: &str| format!("current = {id}\n[keys]\n{id} = \"{}\"\n", byte.repeat(32));
    let keys = &file("keys", &key_file(2, "5e"));
    let (other_id, other_key) = (&file("other-id", &key_file(1, "5e")), &file("other-key", &key_file(2, "5f")));
    let revoked = &file("revoked", &format!("# lost\n{ID}\n"));
    let keyed = ["--key-file", keys];
    let in_context = [&keyed[..], &["--context", "portal.example"]].concat();
    for (name, link, args, status, expected) in [
        ("without keys", GOOD, &[][..], 0, 63),
        ("valid", GOOD, &keyed, 0, 64),
        ("in its context", IN_CONTEXT, &in_context, 0, 64),
        ("not revoked", IN_CONTEXT, &[&in_context[..], &["--revoked", revoked]].concat(), 0, 64),
        ("cut short without keys", &GOOD[..GOOD.len() - 3], &[], 1, 80),
        ("cut short", &GOOD[..GOOD.len() - 3], &keyed, 1, 80),
        ("lower-cased", &GOOD.to_lowercase(), &keyed, 1, 82),
        ("of another key id", GOOD, &["--key-file", other_id], 1, 83),
        ("of another key", GOOD, &["--key-file", other_key], 1, 84),
        ("changed", &GOOD.replace("uEITY", "uEITX"), &keyed, 1, 84),
        ("in another context", GOOD, &in_context, 1, 84),
        ("out of its context", IN_CONTEXT, &keyed, 1, 84),
        ("expired", EXPIRED, &keyed, 1, 85),
        ("revoked", GOOD, &[&keyed[..], &["--revoked", revoked]].concat(), 1, 86),
    ] {
        assert_eq!(findings(link, args), (status, vec![vec![expected]]), "{name}");
        let done = explain(link, args);
        let opened = [64, 85, 86].contains(&expected);
        assert_eq!(text(&done.stdout).contains("username: testuser\n"), opened, "{name}");
        assert_eq!(text(&done.stdout).contains("expire"), opened, "{name}");
        assert!(!text(&done.stdout).contains("testpass"), "{name}");
    }
    let shown = explain(EXPIRED, &keyed);
    assert!(text(&shown.stdout).contains("\nexpired:  since 2001-09-09T01:46:40Z\n"), "{}", text(&shown.stdout));
    assert!(text(&explain(GOOD, &keyed).stdout).contains("\nexpires:  2096-10-02T07:06:40Z\n"));
}

#[test]
fn sealing_options_need_a_key_file() {
    for option in ["--context", "--revoked"] {
        let done = explain("", &[option, "x"]);
        assert_eq!(done.status.code(), Some(2), "{}", text(&done.stderr));
        assert!(text(&done.stderr).contains("--key-file"), "{}", text(&done.stderr));
    }
}
