//! `--version`, alone and with `--verbose`.

mod common;

use std::process::{Command, Output};

use common::{siplaunch::BINARY, text};

include!("../../../bindings/c/src/abi.rs");

const VERSION: &str = concat!("siplaunch ", env!("CARGO_PKG_VERSION"), "\n");

fn siplaunch(args: &[&str]) -> Output {
    Command::new(BINARY).args(args).output().expect("siplaunch")
}

#[test]
fn the_version_is_one_line() {
    for option in ["--version", "-V"] {
        let done = siplaunch(&[option]);
        assert_eq!((done.status.code(), text(&done.stdout)), (Some(0), VERSION), "{option}");
    }
}

#[test]
fn a_verbose_version_has_what_other_parts_of_an_installation_must_fit() {
    for options in [
        &["--version", "--verbose"][..],
        &["--verbose", "--version"],
        &["-V", "-v"],
        &["-v", "-V"],
        &["-vV"],
        &["-Vv"],
        &["--version", "-v"],
    ] {
        let done = siplaunch(options);
        assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), ""), "{options:?}");
        let details = text(&done.stdout).strip_prefix(VERSION).expect("the version first");
        let lines: Vec<_> = details.lines().map(|line| line.split_once(": ").expect("a key and a value")).collect();
        let abi = SIPLAUNCH_ABI_VERSION.to_string();
        assert_eq!(
            lines[..4],
            [
                ("version", env!("CARGO_PKG_VERSION")),
                ("features", "claims, serve"),
                ("c-abi", &abi),
                ("sealed-link-format", "1")
            ],
            "{options:?}"
        );
        let (key, target) = lines[4];
        assert!(key == "target" && target.starts_with(std::env::consts::ARCH) && lines.len() == 5, "{details}");
    }
}

#[test]
fn verbose_goes_with_the_version_alone() {
    for (args, fix) in [
        (&["--verbose"][..], "subcommand"),
        (&["-v"], "subcommand"),
        (&["--verbose", "completions", "bash"], "--version"),
        (&["completions", "-v"], "unexpected argument"),
    ] {
        let done = siplaunch(args);
        let stderr = text(&done.stderr);
        assert!(done.status.code() == Some(2) && done.stdout.is_empty() && stderr.contains(fix), "{args:?}: {stderr}");
    }
}
