//! What every subcommand does with its arguments.
#![allow(clippy::expect_used, reason = "a failure here is a failed test")]

mod common;

use std::process::{Command, Output, Stdio};

use common::{cases::Run, siplaunch::BINARY};

/// The subcommands that make a link.
const MAKERS: [&str; 4] = ["link", "qr", "sms", "mail"];

fn siplaunch(args: &[&str]) -> Output {
    let args = args.iter().map(|arg| (*arg).to_owned()).collect();
    let run = Run { args, stdin: "testpass".into(), ..Run::default() };
    run.output(Command::new(BINARY).stdout(Stdio::piped()).stderr(Stdio::piped()))
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_base_with_a_query_of_its_own_is_warned_of() {
    for maker in MAKERS {
        for (base, warned) in [("https://portal.example/p?lang=de", true), ("https://portal.example/p?", false)] {
            let done = siplaunch(&[maker, "--username", "testuser", "--server", "example.org", "--base", base]);
            let stderr = text(&done.stderr);
            assert!(done.status.success(), "{maker}: {stderr}");
            assert_eq!(stderr.contains("a query of its own"), warned, "{maker}: {stderr}");
        }
    }
}
