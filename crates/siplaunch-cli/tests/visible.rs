//! Every subcommand that shows text from outside, and characters that a terminal acts on or that cannot be seen.

#![cfg(unix)]

mod common;

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Output, Stdio},
};

use common::{
    cases::Run,
    help::{options_with_values, subcommands},
    siplaunch::BINARY,
};
use serde_json::Value;
use siplaunch::{Brand, Credentials, KeyRing, Seal, SealingKey};

/// Rows that fit into the name of a file each.
fn rows() -> Vec<String> {
    let row = |characters: &[std::ops::RangeInclusive<char>]| characters.iter().cloned().flatten().collect();
    vec![
        // C0 but NUL, which no argument can have, and DEL; line breaks are looked at apart.
        row(&['\u{1}'..='\u{9}', '\u{b}'..='\u{1f}', '\u{7f}'..='\u{7f}']),
        row(&['\u{80}'..='\u{9f}']),
        // Bidi marks, embeddings, overrides and isolates.
        row(&['\u{61c}'..='\u{61c}', '\u{200e}'..='\u{200f}', '\u{202a}'..='\u{202e}', '\u{2066}'..='\u{2069}']),
        // Separators, zero-width characters, a filler, the byte order mark, a variation selector, tags.
        row(&['\u{2028}'..='\u{2029}', '\u{200b}'..='\u{200d}', '\u{2060}'..='\u{2060}', '\u{ad}'..='\u{ad}']),
        row(&['\u{3164}'..='\u{3164}', '\u{feff}'..='\u{feff}', '\u{fe0f}'..='\u{fe0f}', '\u{e0061}'..='\u{e007f}']),
        "\nforged".into(),
    ]
}

const KEY: [u8; 32] = [0x5e; 32];
const PAGE: &str = "page.toml";

fn key_file() -> String {
    format!("current = 0\n[keys]\n0 = \"{}\"\n", "5e".repeat(32))
}

fn run(args: &[&str], stdin: &str, files: &[(&str, &str)], env: &[(&str, &str)]) -> Output {
    let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
    let mut files: BTreeMap<String, String> = owned(files);
    files.insert("keys.toml".into(), key_file());
    let args = args.iter().map(|arg| (*arg).to_owned()).collect();
    let run = Run { args, stdin: stdin.into(), files, env: owned(env) };
    run.output(Command::new(BINARY).stdout(Stdio::piped()).stderr(Stdio::piped()))
}

fn assert_visible(row: &str, shown: &[u8], what: impl std::fmt::Debug) {
    let shown = str::from_utf8(shown).expect("UTF-8");
    for c in row.chars().filter(|c| *c != '\n' && !c.is_alphabetic()) {
        assert!(!shown.contains(c), "{what:?} shows {} as it is: {}", c.escape_unicode(), shown.escape_debug());
    }
    assert!(!shown.lines().any(|line| line.starts_with("forged")), "{what:?}: {shown}");
}

/// The escapes that the help promises.
fn escaped(row: &str) -> String {
    row.chars().map(|c| if c.is_ascii_lowercase() { c.into() } else { format!("\\u{{{:x}}}", u32::from(c)) }).collect()
}

/// `SUBCOMMAND ARGS…`, and the standard input that makes it show a username with these characters.
fn readers(row: &str) -> Vec<(Vec<&'static str>, String)> {
    let [username, password] = ["a", "p"].map(|begin| format!("{begin}{row}b"));
    let plaintext = format!("username={username}&server=example.org&password={password}");
    let token = Brand::sip_phone().raw_token(plaintext.as_bytes()).to_string();
    let credentials = Credentials { username: &username, server: "example.org", password: &password };
    let keys = KeyRing::new(&[SealingKey { id: 0, key: &KEY }], 0).expect("keys");
    let seal = |expires| Seal { expires, context: b"" };
    let (Ok(good), Ok(expired)) = (keys.seal(credentials, seal(4_000_000_000)), keys.seal(credentials, seal(1))) else {
        return vec![(vec!["decode"], token.clone()), (vec!["explain"], token)];
    };
    vec![
        (vec!["decode", "--show-password"], token.clone()),
        (vec!["explain", "--show-password"], token),
        (vec!["open", "--key-file", "keys.toml", "--show-password"], good.to_string()),
        (vec!["open", "--key-file", "keys.toml", "--show-password"], expired.to_string()),
    ]
}

#[test]
fn links() {
    for row in rows() {
        for (args, stdin) in readers(&row) {
            let done = run(&args, &stdin, &[], &[]);
            assert_visible(&row, &done.stdout, &args);
            assert_visible(&row, &done.stderr, &args);
            let json = run(&[&args[..], &["--json"]].concat(), &stdin, &[], &[]);
            assert_visible(&row, &json.stdout, &args);
            assert_visible(&row, &json.stderr, &args);
            if done.status.success() {
                let shown = str::from_utf8(&done.stdout).expect("UTF-8");
                assert!(shown.contains(&format!("username: a{}b\n", escaped(&row))), "{args:?}: {shown}");
                let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
                let fields = json["links"].get(0).unwrap_or(&json);
                assert_eq!(fields["username"], format!("a{row}b"), "{args:?}");
            }
        }
    }
}

/// Characters that no link of good credentials has, but a pasted text.
#[test]
fn pasted_texts() {
    for row in rows() {
        for pasted in [row.clone(), format!("https://{row}/p?c=x{row}"), format!("{row}://{row}"), format!("-{row}")] {
            for args in [&["decode"][..], &["explain"], &["open", "--key-file", "keys.toml"]] {
                for json in [&[][..], &["--json"]] {
                    let done = run(&[args, json].concat(), &pasted, &[], &[]);
                    assert_visible(&row, &done.stdout, args);
                    assert_visible(&row, &done.stderr, args);
                }
            }
        }
    }
}

#[test]
fn arguments() {
    let link = ["--username", "a", "--server", "b", "--base", "https://portal.example/p"];
    let mut shown = 0;
    for row in rows() {
        let value = format!("x{row}y");
        for unknown in [&[value.as_str()][..], &["--help", &value], &["help", &value]] {
            assert_visible(&row, &run(unknown, "", &[], &[]).stderr, unknown);
        }
        for subcommand in subcommands() {
            let options = options_with_values(&subcommand);
            for option in &options {
                let mut args = vec![subcommand.as_str(), option, &value];
                let given = |pair: &&[&str]| options.iter().any(|name| name == pair[0] && name != option);
                link.chunks(2).filter(given).for_each(|pair| args.extend(pair));
                let done = run(&args, "testpass", &[], &[]);
                assert_visible(&row, &done.stderr, &args);
                shown += usize::from(String::from_utf8_lossy(&done.stderr).contains(r"\u{"));
                // A message goes to the customer with its text unchanged.
                if !["sms", "mail"].contains(&subcommand.as_str()) {
                    assert_visible(&row, &done.stdout, &args);
                }
            }
            for unknown in [&value, &format!("--{value}"), &format!("-{value}"), &format!("--json={value}")] {
                let done = run(&[&subcommand, unknown], "testpass", &[], &[]);
                assert_visible(&row, &done.stderr, (&subcommand, unknown));
                assert_visible(&row, &done.stdout, (&subcommand, unknown));
            }
        }
    }
    assert!(shown > 100, "{shown}");
}

#[test]
fn messages_as_json() {
    let link = ["--username", "a", "--server", "b", "--base", "https://portal.example/p", "--json"];
    for row in &rows()[1..5] {
        let text = format!("{row} {{link}}");
        let sms = run(&[&["sms", "--template", &text], &link[..]].concat(), "testpass", &[], &[]);
        assert_visible(row, &sms.stdout, "sms");
        let report: Value = serde_json::from_slice(&sms.stdout).expect("JSON");
        assert!(report["text"].as_str().expect("text").starts_with(row.as_str()));
        let mail = run(&[&["mail", "--button", row], &link[..]].concat(), "testpass", &[], &[]);
        assert_visible(row, &mail.stdout, "mail");
        let report: Value = serde_json::from_slice(&mail.stdout).expect("JSON");
        assert!(report["html"].as_str().expect("text").contains(row.as_str()));
    }
}

#[test]
fn files_and_environment() {
    for row in rows() {
        let link = ["link", "--username", "a", "--server", "b", "--base", "https://portal.example/p"];
        for entry in ["SIPLAUNCH_KEY", "SIPLAUNCH_IV", "SIPLAUNCH_SCHEME", "SIPLAUNCH_BRAND_FILE", "SIPLAUNCH_KEY_FILE"]
        {
            for args in [&link[..], &["link", "--help"], &["open"]] {
                let done = run(args, "testpass", &[], &[(entry, &row)]);
                assert_visible(&row, &done.stdout, entry);
                assert_visible(&row, &done.stderr, entry);
            }
        }
        for name in ["language", "logo", "brand_name", "app_store", "accent_color", &row] {
            let value = toml_text(&row);
            let page = format!("{} = \"x{value}\"\n", toml_key(name));
            let args = ["cgi", "--page", "--base", "https://portal.example/p", "--page-config", PAGE];
            let done = run(&args, "", &[(PAGE, &page)], &[]);
            assert_visible(&row, &done.stderr, name);
        }
        for args in [&["cgi", "--key-file", "bad"][..], &["cgi", "--brand-file", "bad"], &["keygen", "--add", "bad"]] {
            let done = run(args, "", &[("bad", &row)], &[]);
            assert_visible(&row, &done.stderr, args);
        }
        let done = run(&["cgi", "--key-file", "keys.toml", "--revoked", "bad"], "", &[("bad", &row)], &[]);
        assert_visible(&row, &done.stderr, "revoked");
    }
}

#[test]
fn the_log_of_serve() {
    for row in rows() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(&row);
        fs::write(&path, key_file()).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("mode set");
        let path = path.to_str().expect("UTF-8");
        let done = run(&["serve", "--listen", "192.0.2.1:0", "--key-file", path], "", &[], &[]);
        assert_visible(&row, &done.stderr, "serve");
        let first = done.stderr.split(|byte| *byte == b'\n').next().expect("a line");
        let warning: Value = serde_json::from_slice(first).expect("JSON");
        assert!(warning["text"].as_str().expect("a text").contains(path), "{warning}");
    }
}

fn toml_key(name: &str) -> String {
    if name.is_ascii() && name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        name.into()
    } else {
        format!("\"{}\"", toml_text(name))
    }
}

fn toml_text(text: &str) -> String {
    text.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect()
}
