//! The arguments of all subcommands.

mod common;

use std::process::{Command, Output, Stdio};

use common::{
    cases::Run,
    help::{options_with_values, subcommands},
    siplaunch::BINARY,
    text,
};

/// The subcommands that make a link.
const MAKERS: [&str; 4] = ["link", "qr", "sms", "mail"];

fn siplaunch(args: &[&str]) -> Output {
    let args = args.iter().map(|arg| (*arg).to_owned()).collect();
    let run = Run { args, stdin: "testpass".into(), ..Run::default() };
    run.output(Command::new(BINARY).stdout(Stdio::piped()).stderr(Stdio::piped()))
}

#[test]
fn a_base_with_a_query_is_warned_of() {
    for maker in MAKERS {
        for (base, warned) in [("https://portal.example/p?lang=de", true), ("https://portal.example/p?", false)] {
            let done = siplaunch(&[maker, "--username", "testuser", "--server", "example.org", "--base", base]);
            let stderr = text(&done.stderr);
            assert!(done.status.success(), "{maker}: {stderr}");
            assert_eq!(stderr.contains("the base has a query"), warned, "{maker}: {stderr}");
            // It cannot listen there, but it has read its options before that.
            let done = siplaunch(&["serve", "--listen", "192.0.2.1:0", "--page", "--base", base]);
            let stderr = text(&done.stderr);
            assert!(stderr.contains("--listen"), "{stderr}");
            assert_eq!(stderr.contains("the base has a query"), warned, "{stderr}");
        }
    }
}

#[test]
fn every_option_takes_a_value_that_begins_with_a_hyphen() {
    let mut options = 0;
    for subcommand in subcommands() {
        for option in options_with_values(&subcommand) {
            for value in ["-4x", "-", "--4x", "-- x", "--no-such-option"] {
                let done = siplaunch(&[&subcommand, &option, value]);
                let stderr = text(&done.stderr);
                for refusal in ["unexpected argument", "a value is required"] {
                    assert!(!stderr.contains(refusal), "{subcommand} {option} {value}: {stderr}");
                }
            }
            options += 1;
        }
    }
    assert!(options > 80, "{options}");
}

#[test]
fn every_option_misses_a_forgotten_value() {
    for subcommand in subcommands() {
        let options = options_with_values(&subcommand);
        for option in &options {
            for rest in [&[options[0].as_str(), "x"][..], &["--help"], &["-h"], &["--"], &[]] {
                let done = siplaunch(&[&[subcommand.as_str(), option], rest].concat());
                let stderr = text(&done.stderr);
                assert_eq!(done.status.code(), Some(2), "{subcommand} {option} {rest:?}: {stderr}");
                let missed = format!("a value is required for '{option}");
                assert!(stderr.contains(&missed), "{subcommand} {option} {rest:?}: {stderr}");
            }
        }
    }
}

#[test]
fn values_that_begin_with_a_hyphen_arrive_whole() {
    let made = |args: &[&str]| {
        let link = ["--username", "-4x", "--server", "--s", "--base", "https://portal.example/p", "--brand-name", "-n"];
        let done = siplaunch(&[&args[..1], &link, &args[1..]].concat());
        assert!(done.status.success(), "{args:?}: {}", text(&done.stderr));
        text(&done.stdout).to_owned()
    };
    let sms = made(&["sms", "--template", "-- {link} -{brand}", "--param", "-"]);
    let link = sms.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --n\n")).expect("the template's words");
    let run = Run {
        args: ["decode", "--param", "-", "--show-password"].map(str::to_owned).into(),
        stdin: link.into(),
        ..Run::default()
    };
    let decoded = run.output(Command::new(BINARY).stdout(Stdio::piped()).stderr(Stdio::null()));
    assert_eq!(text(&decoded.stdout), "username: -4x\nserver:   --s\npassword: testpass\n");

    let mail = made(&["mail", "--subject", "-s {brand}", "--button", "--b"]);
    assert!(mail.starts_with("-s -n\n") && mail.contains(">--b</a>"), "{mail}");
    let mail = made(&["mail", "--eml", "--from", "-a <-a@b.example>", "--to", "--c@d.example"]);
    assert!(mail.contains("<-a@b.example>") && mail.contains("<--c@d.example>"), "{mail}");
    // The name of an option is a value when it is joined.
    let sms = made(&["sms", "--template=--template {link}"]);
    assert!(sms.starts_with("--template https://"), "{sms}");
}

#[test]
fn times_that_make_no_sense_are_refused() {
    let keys = tempfile::tempdir().expect("a folder");
    let keys = keys.path().join("keys.toml");
    let keys = keys.to_str().expect("UTF-8");
    assert!(siplaunch(&["keygen", keys]).status.success());
    let seal = ["--username", "a", "--server", "b", "--base", "https://c.example", "--seal", "--key-file", keys];
    for maker in MAKERS {
        for (ttl, status, fix) in [
            ("0s", 2, "a second or longer"),
            ("999ms", 2, "a second or longer"),
            ("-1s", 2, "invalid value"),
            ("", 2, "empty"),
            ("24", 2, "time unit needed"),
            ("1000years", 1, "before the year 2106"),
            ("99999999999999999999years", 2, "too large"),
        ] {
            let done = siplaunch(&[&[maker], &seal[..], &["--ttl", ttl]].concat());
            let stderr = text(&done.stderr);
            assert_eq!(done.status.code(), Some(status), "{maker} {ttl}: {stderr}");
            assert!(stderr.contains(fix) && stderr.contains("--ttl"), "{maker} {ttl}: {stderr}");
            assert!(done.stdout.is_empty());
        }
        assert!(siplaunch(&[&[maker], &seal[..], &["--ttl", "1s"]].concat()).status.success());
    }
    for option in ["--timeout", "--max-age"] {
        let done = siplaunch(&["serve", "--listen", "192.0.2.1:0", option, "0s"]);
        assert_eq!(done.status.code(), Some(2), "{option}: {}", text(&done.stderr));
    }
}
