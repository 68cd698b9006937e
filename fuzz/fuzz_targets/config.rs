//! Any text as a configuration: it is refused with lines that exist, or its effective configuration loads as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;

use self::config::{Errors, Severity, Understood};

// The daemon is a program, which gives no library.
#[allow(dead_code, unreachable_pub, reason = "the target needs a part of it")]
#[path = "../../crates/siplaunch-pushd/src/config/mod.rs"]
mod config;

fuzz_target!(|text: &str| {
    match Understood::parse(text) {
        Ok(understood) => {
            let yaml = understood.config.to_yaml().expect("it can be written");
            let again = Understood::parse(&yaml).unwrap_or_else(|errors| panic!("{errors:?}\n{yaml}"));
            assert_eq!(again.config.to_yaml().expect("it can be written"), yaml);
        }
        Err(Errors(findings)) => {
            assert!(findings.iter().any(|finding| finding.severity == Severity::Error));
            // YAML breaks lines at CR, LF and CRLF (YAML 1.2.2, section 5.4).
            let last = text.replace("\r\n", "\n").split(['\r', '\n']).count() as u64 + 1;
            assert!(findings.iter().filter_map(|finding| finding.line).all(|line| (1..=last).contains(&line)));
        }
    }
});
