//! The cases of tests/command, run with the program; the Python package runs them with its command.

#![cfg(unix)]

mod common;

use std::process::{Command, Stdio};

use common::{cases::cases, siplaunch::BINARY};

#[test]
fn every_case() {
    for case in cases() {
        let name = &case.name;
        let output = case.run.output(Command::new(BINARY).stdout(Stdio::piped()).stderr(Stdio::piped()));
        assert_eq!(String::from_utf8(output.stderr).unwrap(), case.stderr, "{name}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), case.stdout, "{name}");
        assert_eq!(output.status.code(), Some(case.status), "{name}");
    }
}
