//! `--version`, alone and with `--verbose`.

use std::process::Command;

const VERSION: &str = concat!("siplaunch-pushd ", env!("CARGO_PKG_VERSION"), "\n");

/// Exit status and standard output.
fn pushd(args: &[&str]) -> (Option<i32>, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_siplaunch-pushd")).args(args).output().expect("siplaunch-pushd");
    (done.status.code(), String::from_utf8(done.stdout).expect("UTF-8"))
}

#[test]
fn the_version_is_one_line() {
    for option in ["--version", "-V"] {
        assert_eq!(pushd(&[option]), (Some(0), VERSION.to_owned()), "{option}");
    }
}

#[test]
fn a_verbose_version_has_what_other_parts_of_an_installation_must_fit() {
    for options in [&["--version", "--verbose"][..], &["--verbose", "--version"], &["-V", "-v"], &["-vV"], &["-Vv"]] {
        let (status, printed) = pushd(options);
        let details = printed.strip_prefix(VERSION).expect("the version first");
        let lines: Vec<_> = details.lines().map(|line| line.split_once(": ").expect("a key and a value")).collect();
        assert_eq!(status, Some(0));
        assert_eq!(lines[..2], [("version", env!("CARGO_PKG_VERSION")), ("device-store-format", "1")], "{options:?}");
        let (key, target) = lines[2];
        assert!(key == "target" && target.starts_with(std::env::consts::ARCH) && lines.len() == 3, "{details}");
    }
    let (status, printed) = pushd(&["--verbose", "try", "alice@example.org"]);
    assert_eq!((status, printed.as_str()), (Some(2), ""));
}
