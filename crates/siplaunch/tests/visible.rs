//! Text from outside, as it is shown to a person.
#![cfg(test)]

use std::process::Command;

use proptest::prelude::*;
use siplaunch::{Visible, is_unseen};

/// Prints the numbers of the characters that Unicode calls control, separator of lines, annotation or ignorable.
const PERL: &str = r"for (0..0xD7FF, 0xE000..0x10FFFF) {
    print qq($_\n) if chr =~ /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\x{FFF9}-\x{FFFB}]/;
}";

#[test]
fn unseen_is_what_unicode_calls_so() {
    let output = Command::new("/usr/bin/perl").args(["-e", PERL]).output().expect("perl runs");
    let expected: Vec<u32> =
        str::from_utf8(&output.stdout).expect("digits").lines().map(|line| line.parse().expect("a number")).collect();
    assert!(expected.len() > 4000);
    let found: Vec<u32> = ('\0'..=char::MAX).filter(|c| is_unseen(*c)).map(u32::from).collect();
    assert_eq!(found, expected);
}

#[test]
fn each_unseen_character_has_its_escape() {
    for c in ('\0'..=char::MAX).filter(|c| is_unseen(*c)) {
        assert_eq!(Visible(&format!("a{c}b")).to_string(), format!("a\\u{{{:x}}}b", u32::from(c)));
    }
}

#[test]
fn what_can_be_read_stays() {
    for text in ["", r"C:\users\alice", "naïve ☎ 電話 תפוז عربي हिन्दी ไทย", "'\"`$(x)&<>", "\u{a0}", r"\u", r"u{41}"]
    {
        assert_eq!(Visible(text).to_string(), text);
    }
}

#[test]
fn debug_is_redacted() {
    assert_eq!(format!("{:?}", Visible("secret")), "Visible { .. }");
}

/// Takes the escapes back, as the documentation says they are read.
fn unescape(text: &str) -> String {
    let mut pieces = text.split(r"\u{");
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (hex, rest) = piece.split_once('}').expect("a whole escape");
        whole.push(u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).expect("a character"));
        whole.push_str(rest);
    }
    whole
}

proptest! {
    #[test]
    fn escapes_are_unambiguous(text in r"(\\|\\u\{|[0-9a-f}]|\PC|\p{C}){0,40}") {
        let shown = Visible(&text).to_string();
        prop_assert!(!shown.contains(is_unseen));
        prop_assert_eq!(unescape(&shown), text);
    }
}
