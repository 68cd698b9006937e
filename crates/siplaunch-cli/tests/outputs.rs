//! Every subcommand with outputs that cannot be written: full, closed, or with a reader that has gone.

#![cfg(unix)]

mod common;

use std::{
    io,
    process::{Command, Output, Stdio},
};

use common::{
    cases::{Run, cases},
    help::subcommands,
    siplaunch::BINARY,
};

/// Runs that no table can hold: random, binary and long outputs, and the texts of clap.
const BY_HAND: [&str; 20] = [
    "link LINK --seal --key-file keys.toml",
    "batch customers.csv -o - --base https://portal.example/p --seal --key-file keys.toml",
    "batch customers.csv -o links.csv --base https://portal.example/p",
    "batch customers.csv -o - --base https://portal.example/p --server-column none",
    "qr LINK",
    "qr LINK --svg",
    "qr LINK --png -",
    "qr LINK --png image.png",
    "sms LINK",
    "mail LINK --eml --from a@a.example --to b@b.example",
    "keygen new.toml",
    "keygen --add keys.toml",
    "completions bash",
    "serve --listen 192.0.2.1:0",
    "claims purge --claims sqlite:none.db",
    "revoke 84571caf1cb9075dff7e0cd2b2b62053 --claims redis://[::1]:1",
    "--version",
    "--help",
    "help link",
    "",
];
const LINK: &str = "--username testuser --server example.org --base https://portal.example/p";
const CUSTOMERS: &str = "username,server,password\ntestuser,example.org,testpass\n";
const KEYS: &str = "current = 0\n[keys]\n0 = \"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\"\n";

/// A run, and its standard output when that is known: a new key and a sealed link never are.
struct Known {
    run: Run,
    stdout: Option<Vec<u8>>,
}

fn by_hand(words: &str) -> Known {
    let args = words.replace("LINK", LINK).split_whitespace().map(str::to_owned).collect();
    let files = [("keys.toml".into(), KEYS.into()), ("customers.csv".into(), CUSTOMERS.into())].into();
    Known { run: Run { args, stdin: "testpass".into(), files, ..Run::default() }, stdout: None }
}

/// Every case of the table, the runs that no table can hold, and the help of every subcommand.
fn runs() -> Vec<Known> {
    let names = subcommands();
    let helps = names.iter().flat_map(|name| ["--help", "-h"].map(|help| format!("{name} {help}")));
    let runs: Vec<_> = cases()
        .into_iter()
        .map(|case| Known { run: case.run, stdout: Some(case.stdout.into()) })
        .chain(BY_HAND.map(by_hand))
        .chain(helps.map(|help| by_hand(&help)))
        .collect();
    for name in &names {
        let runs = runs.iter().filter(|known| known.run.args.first() == Some(name)).count();
        assert!(runs > 2 || name == "help", "{name} has no run but its help: add one");
    }
    runs
}

/// Runs the command with redirections in the shell's syntax.
fn redirected(run: &Run, redirections: &str) -> Output {
    let script = format!("exec \"$0\" \"$@\" {redirections}");
    run.output(Command::new("sh").args(["-c", &script, BINARY]).stdout(Stdio::piped()).stderr(Stdio::piped()))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_standard_error_that_cannot_be_written_changes_nothing() {
    for Known { run, stdout } in runs() {
        let good = redirected(&run, "");
        for redirection in ["2>/dev/full", "2>&-", "2</dev/null"] {
            let done = redirected(&run, redirection);
            assert_eq!(done.status.code(), good.status.code(), "{:?} {redirection}", run.args);
            match &stdout {
                Some(stdout) => assert_eq!(text(&done.stdout), text(stdout), "{:?} {redirection}", run.args),
                None => assert_eq!(done.stdout.is_empty(), good.stdout.is_empty(), "{:?} {redirection}", run.args),
            }
        }
    }
}

#[test]
fn a_full_standard_output_is_status_1_and_said_once() {
    let mut printing = 0;
    for Known { run, .. } in runs() {
        let (good, done) = (redirected(&run, ""), redirected(&run, ">/dev/full"));
        if good.stdout.is_empty() {
            assert_eq!((done.status.code(), done.stderr), (good.status.code(), good.stderr), "{:?}", run.args);
            continue;
        }
        printing += 1;
        let errors = text(&done.stderr);
        let said: Vec<_> = errors.lines().filter(|line| line.contains("No space left")).collect();
        assert_eq!(done.status.code(), Some(1), "{:?}: {errors}", run.args);
        assert_eq!(said, ["siplaunch: standard output: No space left on device (os error 28)"], "{:?}", run.args);
        assert!(errors.ends_with(&format!("{}\n", said[0])), "{:?}: {errors}", run.args);
        // No output is left for the error.
        assert_eq!(redirected(&run, ">/dev/full 2>&1").status.code(), Some(1), "{:?}", run.args);
    }
    assert!(printing > 30, "{printing}");
}

/// Rust opens /dev/null in place of a closed output.
#[test]
fn a_closed_standard_output_is_not_wanted() {
    for Known { run, .. } in runs() {
        let (good, done) = (redirected(&run, ""), redirected(&run, ">&-"));
        assert_eq!(done.status.code(), good.status.code(), "{:?}", run.args);
        assert_eq!(text(&done.stderr).lines().count(), text(&good.stderr).lines().count(), "{:?}", run.args);
    }
}

/// `head` goes like this. The status shows that some output is missing, and no error is needed.
#[test]
fn a_reader_that_has_gone_is_status_1_without_a_word() {
    for Known { run, .. } in runs() {
        let good = redirected(&run, "");
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let done = run.output(Command::new(BINARY).stdout(writer).stderr(Stdio::piped()));
        let expected = if good.stdout.is_empty() { good.status.code() } else { Some(1) };
        assert_eq!(done.status.code(), expected, "{:?}: {}", run.args, text(&done.stderr));
        assert!(!text(&done.stderr).contains("pipe"), "{:?}: {}", run.args, text(&done.stderr));
    }
}
