//! The subcommands that work on standard input and output, run as a user runs them.

mod common;

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf, process::Command};

use common::{process::capture, siplaunch::BINARY};
use tempfile::TempDir;

const TOKEN: &str = "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==";
const ESCAPED: &str =
    "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D";
const PLAINTEXT: &str = "username=testuser&server=example.org&password=testpass";
const LINK: [&str; 7] = ["link", "--username", "testuser", "--server", "example.org", "--base", "http://example.org/p"];

struct Done {
    status: i32,
    stdout: String,
    stderr: String,
}

fn siplaunch_with(args: &[&str], stdin: impl AsRef<[u8]>, environment: &[(&str, &str)]) -> Done {
    let output = capture(Command::new(BINARY).args(args).env_clear().envs(environment.iter().copied()), stdin);
    Done {
        status: output.status.code().expect("an exit status"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn siplaunch(args: &[&str], stdin: impl AsRef<[u8]>) -> Done {
    siplaunch_with(args, stdin, &[])
}

/// A private file in a new folder.
fn secret_file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("secret");
    fs::write(&path, text).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("mode set");
    (folder, path)
}

#[test]
fn encode_prints_the_handbooks_two_lines() {
    let done = siplaunch(&["encode"], PLAINTEXT);
    assert_eq!((done.status, done.stdout), (0, format!("{TOKEN}\n{ESCAPED}\n")));
    assert!(!done.stderr.contains("newline"), "{}", done.stderr);
}

#[test]
fn encode_warns_of_a_newline_and_drops_it_on_request() {
    let warned = siplaunch(&["encode"], format!("{PLAINTEXT}\n"));
    assert_eq!(warned.status, 0);
    assert_ne!(warned.stdout.lines().next(), Some(TOKEN));
    assert!(warned.stderr.contains("--chomp"), "{}", warned.stderr);
    for ending in ["\n", "\r\n"] {
        let chomped = siplaunch(&["encode", "--chomp"], format!("{PLAINTEXT}{ending}"));
        assert_eq!(chomped.stdout, format!("{TOKEN}\n{ESCAPED}\n"));
        assert!(!chomped.stderr.contains("newline"), "{}", chomped.stderr);
    }
}

#[test]
fn link_takes_the_password_from_each_place() {
    let expected = format!("http://example.org/p?c={ESCAPED}\n");
    assert_eq!(siplaunch(&LINK, "testpass").stdout, expected);
    assert_eq!(siplaunch(&LINK, "testpass\n").stdout, expected, "one line ending is not the password's");
    let (_folder, path) = secret_file("testpass\n");
    let from_file = [&LINK[..], &["--password-file", path.to_str().expect("UTF-8")]].concat();
    assert_eq!(siplaunch(&from_file, "").stdout, expected);
    let from_environment = [&LINK[..], &["--password-env", "PORTAL_PASSWORD"]].concat();
    assert_eq!(siplaunch_with(&from_environment, "", &[("PORTAL_PASSWORD", "testpass")]).stdout, expected);
    let missing = siplaunch(&from_environment, "");
    assert_eq!(missing.status, 1);
    assert!(missing.stderr.contains("PORTAL_PASSWORD"), "{}", missing.stderr);
}

#[test]
fn link_never_takes_the_password_as_an_argument() {
    assert_eq!(siplaunch(&[&LINK[..], &["--password", "testpass"]].concat(), "").status, 2);
}

#[test]
fn link_json_and_param() {
    let done = siplaunch(&[&LINK[..], &["--param", "t", "--json"]].concat(), "testpass");
    let report: serde_json::Value = serde_json::from_str(&done.stdout).expect("JSON");
    let link = format!("http://example.org/p?t={ESCAPED}");
    assert_eq!(
        report,
        serde_json::json!({
            "token": TOKEN,
            "app_link": format!("sipphone://{TOKEN}"),
            "launch_link": link,
            "launch_link_length": link.len(),
        })
    );
}

#[test]
fn link_warns_of_risks() {
    let done = siplaunch(&LINK, "a+b");
    assert_eq!(done.status, 0);
    for warning in ["its key is public", "the password contains '+'", "not https"] {
        assert!(done.stderr.contains(warning), "{warning}: {}", done.stderr);
    }
}

#[test]
fn bad_input_is_status_1_and_not_repeated() {
    for (args, stdin, fix) in [
        (&LINK[..], "x&server=evil.example", "password"),
        (&LINK[..], "two\nlines", "password"),
        (&LINK[..], "", "password is empty"),
        (&LINK[..6], "testpass", ""),
        (&["decode"], "evil", "siplaunch explain"),
        (&["decode"], "evil", "not a token"),
        (&["decode"], "", "not a token"),
        (&["decode"], "sipphone://evil", "not a link"),
        (&["decode"], "https://example.org/p?c=evil", "not a link"),
        (&["explain"], "evil", "faults found"),
    ] {
        let done = siplaunch(args, stdin);
        assert_eq!(done.status, if args.len() == 6 { 2 } else { 1 }, "{args:?}: {}", done.stderr);
        assert!(done.stderr.contains(fix), "{fix}: {}", done.stderr);
        assert!(!done.stderr.contains("evil") && !done.stderr.contains("lines"), "{}", done.stderr);
    }
    let huge = siplaunch(&["explain"], vec![b'A'; 100_000]);
    assert_eq!(huge.status, 1);
    assert!(huge.stderr.contains("65536"), "{}", huge.stderr);
}

#[test]
fn decode_reads_what_the_app_reads() {
    let link = format!("https://example.org/p?x=1&c={ESCAPED}");
    for text in [TOKEN, &format!("sipphone://{TOKEN}\n"), &link] {
        let hidden = siplaunch(&["decode"], text);
        assert_eq!(hidden.status, 0, "{}", hidden.stderr);
        assert!(hidden.stdout.contains("username: testuser\nserver:   example.org\n"), "{}", hidden.stdout);
        assert!(!hidden.stdout.contains("testpass"));
        assert!(siplaunch(&["decode", "--show-password"], text).stdout.contains("password: testpass\n"));
    }
    let json =
        |args: &[&str]| -> serde_json::Value { serde_json::from_str(&siplaunch(args, TOKEN).stdout).expect("JSON") };
    assert_eq!(json(&["decode", "--json"]), serde_json::json!({"username": "testuser", "server": "example.org"}));
    assert_eq!(json(&["decode", "--json", "--show-password"])["password"], "testpass");
}

#[test]
fn explain_reports_faults_and_hides_the_password() {
    let good = siplaunch(&["explain"], TOKEN);
    assert_eq!(good.status, 0, "{}", good.stderr);
    assert!(good.stdout.contains("kind:     token\n") && good.stdout.contains("testuser"), "{}", good.stdout);
    assert!(!good.stdout.contains("testpass"));

    let damaged = siplaunch(&["explain", "--json"], format!("sipphone://{ESCAPED}"));
    assert_eq!(damaged.status, 1);
    let report: serde_json::Value = serde_json::from_str(&damaged.stdout).expect("JSON");
    assert_eq!((&report["good"], report["links"].as_array().map(Vec::len)), (&false.into(), Some(1)));
    let report = &report["links"][0];
    assert_eq!((&report["kind"], &report["good"]), (&"app link".into(), &false.into()));
    assert_eq!(report["findings"][0]["code"], 4);
    assert_eq!(report["username"], "testuser");
    assert_eq!(report.get("password"), None);
}

#[test]
fn brand_file_and_environment_are_the_same_brand() {
    let (_folder, path) = secret_file(
        "scheme = \"acme\"\nkey = \"0123456789abcdef01234567\"\niv_hex = \"00112233445566778899AABBccddeeff\"\n",
    );
    let with_file = [&LINK[..], &["--json", "--brand-file", path.to_str().expect("UTF-8")]].concat();
    let from_file = siplaunch(&with_file, "testpass");
    let from_environment = siplaunch_with(
        &[&LINK[..], &["--json"]].concat(),
        "testpass",
        &[
            ("SIPLAUNCH_SCHEME", "acme"),
            ("SIPLAUNCH_KEY_HEX", "303132333435363738396162636465663031323334353637"),
            ("SIPLAUNCH_IV_HEX", "00112233445566778899aabbccddeeff"),
        ],
    );
    assert_eq!(from_file.status, 0, "{}", from_file.stderr);
    assert!(!from_file.stderr.contains("public") && !from_file.stderr.contains("mode"), "{}", from_file.stderr);
    assert!(from_file.stdout.contains("acme://"));
    assert_eq!(from_file.stdout, from_environment.stdout);
    assert_ne!(from_file.stdout, siplaunch(&[&LINK[..], &["--json"]].concat(), "testpass").stdout);
}

#[test]
fn bad_brands_are_refused_without_repeating_them() {
    for (text, fix) in [
        ("key = \"sesamesesame\"\niv = \"0123456789abcdef\"", "16, 24 or 32"),
        ("key = \"0123456789abcdef\"\niv = \"sesame\"", "IV must be 16"),
        ("key = \"0123456789abcdef\"", "or iv_hex"),
        ("key = \"0123456789abcdef\"\nkey_hex = \"00\"\niv = \"0123456789abcdef\"", "or key_hex"),
        ("key_hex = \"sesame\"\niv = \"0123456789abcdef\"", "hex digits"),
        ("key = \"sésamesésame123\"\niv = \"0123456789abcdef\"", "key_hex"),
        ("key = \"0123456789abcdef\"\niv = \"0123456789abcdef\"\nsesame = \"x\"", "line 3"),
        ("key = \"0123456789abcdef\"\nkey = \"sesame\"", "line 2"),
        ("key = sesame", "line 1"),
        ("key = 12345\niv = \"0123456789abcdef\"", "line 1"),
        ("key = \"0123456789abcdef\"\niv = \"0123456789abcdef\"\nscheme = \"ses ame\"", "scheme"),
    ] {
        let (_folder, path) = secret_file(text);
        let done = siplaunch(&[&LINK[..], &["--brand-file", path.to_str().expect("UTF-8")]].concat(), "testpass");
        assert_eq!(done.status, 1, "{text}: {}", done.stderr);
        assert!(done.stderr.contains(fix), "{fix}: {}", done.stderr);
        assert!(!done.stderr.contains("sesame") && !done.stderr.contains("ses ame"), "{}", done.stderr);
        assert!(!done.stderr.contains("12345") && !done.stderr.contains("abcdef"), "{}", done.stderr);
    }
}

#[test]
fn an_exposed_brand_file_is_used_with_a_warning() {
    let (_folder, path) = secret_file("key = \"0123456789abcdef\"\niv = \"0123456789abcdef\"");
    for (mode, warned) in [(0o600, false), (0o640, false), (0o644, true), (0o660, true)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("mode set");
        let done = siplaunch(&[&LINK[..], &["--brand-file", path.to_str().expect("UTF-8")]].concat(), "testpass");
        assert_eq!((done.status, done.stderr.contains("chmod 0600 or 0640")), (0, warned), "{mode:o}: {}", done.stderr);
    }
}

#[test]
fn every_subcommand_has_help_and_every_shell_completions() {
    for command in ["encode", "link", "decode", "explain", "serve", "cgi", "completions"] {
        let done = siplaunch(&[command, "--help"], "");
        assert_eq!(done.status, 0);
        assert!(done.stdout.contains("Example"), "{command} has no example");
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(siplaunch(&["completions", shell], "").stdout.contains("brand-file"));
    }
    assert_eq!(siplaunch(&["frobnicate"], "").status, 2);
}
