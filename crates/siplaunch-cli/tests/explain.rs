//! `siplaunch explain`, run as a support desk runs it.

mod common;

use std::{
    fs,
    io::Write as _,
    process::{Command, Output, Stdio},
};

use common::{process::capture, siplaunch::BINARY, text};
use serde_json::Value;

/// Made by `AESSIV` of Python's cryptography package: key 5e…, id 2, expiries 4,000,000,000 and 1,000,000,000.
const GOOD: &str = "https://portal.example/p?c=-vHKwQ9bEaGoxcUFT6PV6LqYu37Gui7AjbKgC8j1-qc6uwbZ.uEITYlG7G.pYeVxyaM";
const ID: &str = "f1cac10f5b11a1a8c5c5054fa3d5e8ba";
const IN_CONTEXT: &str =
    "https://portal.example/p?c=-mU7qX3BSbxws.f3oP-45pCMro8BOQZyqbhQ0oRyvSvc7GWFp4QfFsDQLyQbhpmEa-I";
const EXPIRED: &str = "https://portal.example/p?c=-lvIBVJPQ8dpvSMsILX--SN7nPmqLs-FGz6YYPkUBmDciSd6D9YoHCR6RTNd8lThwcE";

fn explain(pasted: &str, args: &[&str]) -> Output {
    capture(Command::new(BINARY).arg("explain").args(args), pasted)
}

/// The exit status, and the numbers of each link's findings.
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

/// The message or link of a subcommand for a customer.
fn written(args: &[&str]) -> String {
    let link = ["--username", "testuser", "--server", "example.org", "--base", "https://portal.example/p"];
    let done = capture(Command::new(BINARY).args(args).args(link), "testpass");
    assert!(done.status.success(), "{args:?}: {}", text(&done.stderr));
    text(&done.stdout).to_owned()
}

#[test]
fn messages_of_the_command_are_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = folder.path().join("keys.toml");
    let keys = keys.to_str().expect("UTF-8");
    assert!(capture(Command::new(BINARY).args(["keygen", keys]), "").status.success());
    let eml = ["mail", "--eml", "--from", "a@b.example", "--to", "c@d.example"];
    for args in [
        &["link"][..],
        &["sms"],
        &["sms", "--language", "de"],
        &["sms", "--template", "Welcome! {link}"],
        &["sms", "--template", "Grüß Gott – {link} – ☎"],
        &["mail"],
        &["mail", "--language", "de", "--brand-name", "Größe"],
        &eml,
        &[&eml[..], &["--language", "de", "--brand-name", "Größe"]].concat(),
        &[&eml[..], &["--button", "https://www.example.org/", "--subject", "Fwd: {brand}"]].concat(),
    ] {
        let plain = written(args);
        assert_eq!(findings(&plain, &[]), (0, vec![vec![62]]), "{args:?}: {plain}");
        assert!(text(&explain(&plain, &[]).stdout).contains("username: testuser\n"), "{args:?}");

        let sealed = written(&[args, &["--seal", "--key-file", keys]].concat());
        assert_eq!(findings(&sealed, &[]), (0, vec![vec![63]]), "{args:?}: {sealed}");
        assert_eq!(findings(&sealed, &["--key-file", keys]), (0, vec![vec![64]]), "{args:?}: {sealed}");
        let shown = explain(&sealed, &["--key-file", keys]);
        let shown = text(&shown.stdout);
        assert!(shown.starts_with("link:     1 of 1") && shown.contains(": https://portal.example/p?c=…\n"), "{shown}");
        assert!(shown.contains("username: testuser\n"), "{shown}");
    }
}

#[test]
fn words_and_brackets_around_a_link() {
    let plain = written(&["link"]);
    for link in [plain.trim(), GOOD] {
        let expected = if link == GOOD { 63 } else { 62 };
        for pasted in [
            link.to_owned(),
            format!("  {link}\r\n"),
            format!("<{link}>"),
            format!("\"{link}\""),
            format!("'{link}'"),
            format!("({link})"),
            format!("[{link}]"),
            format!("Welcome! {link}"),
            format!("Welcome!\n\n{link}\n\nYours"),
            format!("> > {link}"),
            format!("<p>Tap <a href=\"{link}\">here</a>.</p>"),
            format!("<a href='{link}'>{link}</a>"),
            format!("[tap]({link})"),
            format!("see https://www.example.org/ and {link}"),
        ] {
            assert_eq!(findings(&pasted, &[]), (0, vec![vec![expected]]), "{pasted}");
        }
    }
}

#[test]
fn every_link_of_several() {
    let pasted = format!("First:\n{GOOD}\n\nor {EXPIRED} or {GOOD}\n");
    let folder = tempfile::tempdir().expect("a folder");
    let keys = folder.path().join("keys.toml");
    fs::write(&keys, format!("current = 2\n[keys]\n2 = \"{}\"\n", "5e".repeat(32))).expect("written");
    let args = ["--key-file", keys.to_str().expect("UTF-8")];
    assert_eq!(findings(&pasted, &args), (1, vec![vec![64], vec![85]]));
    let done = explain(&pasted, &args);
    let blocks: Vec<_> = text(&done.stdout).split("\n\n").collect();
    assert_eq!(blocks.len(), 2);
    assert!(blocks[0].starts_with("link:     1 of 2, line 2: https://portal.example/p?c=…\nkind: "), "{}", blocks[0]);
    assert!(blocks[1].starts_with("link:     2 of 2, line 4: https://portal.example/p?c=…\nkind: "), "{}", blocks[1]);
    assert!(text(&done.stderr).ends_with("faults found in 1 of 2 links\n"), "{}", text(&done.stderr));
}

#[test]
fn bytes_that_are_not_utf_8_are_no_part_of_a_link() {
    let pasted = [b"Gr\xfc\xdfe: ", GOOD.as_bytes(), b" \xa9\n"].concat();
    let mut explain =
        Command::new(BINARY).arg("explain").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("siplaunch");
    explain.stdin.take().expect("a pipe").write_all(&pasted).expect("written");
    let done = explain.wait_with_output().expect("the end");
    assert!(done.status.success() && text(&done.stdout).contains("kind:     launch link\n"), "{}", text(&done.stdout));
}
