//! RFC 4475's messages: what the parser and the agent do with each.

use std::{fs, path::PathBuf};

use siplaunch_push::sip::{Malformed, Message};

use crate::harness::{World, status};

/// The 13 valid messages, section 3.1.1, each with its body's length in bytes, and the agent's answer: it takes no REGISTER and no MESSAGE, and its INVITE must
/// have a `P-App-Param`. `wsinv` has a To tag. The two responses are answers to nothing.
const VALID: [(&str, usize, &str); 13] = [
    ("wsinv", 150, "481 Call Does Not Exist"),
    ("intmeth", 0, "405 Method Not Allowed"),
    ("esc01", 150, "400 Bad P-App-Param"),
    ("escnull", 0, "405 Method Not Allowed"),
    ("esc02", 0, "405 Method Not Allowed"),
    ("lwsdisp", 0, "200 OK"),
    ("longreq", 150, "400 Bad P-App-Param"),
    ("dblreq", 0, "405 Method Not Allowed"),
    ("semiuri", 0, "200 OK"),
    ("transports", 0, "200 OK"),
    ("mpart01", 553, "405 Method Not Allowed"),
    ("unreason", 154, ""),
    ("noreason", 0, ""),
];

/// Messages that are none: the bytes cannot be read.
const MALFORMED: [(&str, Malformed, &str); 9] = [
    ("clerr", Malformed::ContentLength, "400 Bad Content-Length"),
    ("ncl", Malformed::ContentLength, "400 Bad Content-Length"),
    ("mcl01", Malformed::ContentLength, "400 Bad Content-Length"),
    ("ltgtruri", Malformed::StartLine, ""),
    ("lwsruri", Malformed::StartLine, ""),
    ("lwsstart", Malformed::StartLine, ""),
    ("trws", Malformed::StartLine, ""),
    ("bigcode", Malformed::StartLine, ""),
    ("baddn", Malformed::NoEnd, ""),
];

/// Messages with a fault, or with something that an application server does not do.
const REFUSED: [(&str, &str); 27] = [
    // Without a proper Via, and for a response, there is nowhere to answer to.
    ("badinv01", ""),
    ("scalarlg", ""),
    ("bcast", ""),
    ("scalar02", "400 Bad Max-Forwards"),
    ("quotbal", "400 Bad To"),
    ("escruri", "400 Bad Request-URI"),
    ("badaspec", "400 Bad To"),
    ("badvers", "505 Version Not Supported"),
    ("mismatch01", "400 Bad CSeq"),
    ("mismatch02", "400 Bad CSeq"),
    // Its From, To and Call-ID are missing, so that no answer can be written.
    ("insuf", ""),
    // Two of each: neither can be.
    ("multi01", ""),
    // Date and Contact are not read.
    ("baddate", "400 Bad P-App-Param"),
    ("regbadct", "405 Method Not Allowed"),
    // RFC 2543's matching.
    ("badbranch", "200 OK"),
    ("inv2543", "400 Bad P-App-Param"),
    // The Request-URI is the proxy's matter.
    ("unkscm", "200 OK"),
    ("novelsc", "200 OK"),
    ("unksm2", "405 Method Not Allowed"),
    ("bext01", "420 Bad Extension"),
    ("invut", "400 Bad P-App-Param"),
    ("regaut01", "405 Method Not Allowed"),
    // An OPTIONS goes nowhere from here.
    ("zeromf", "200 OK"),
    ("cparam01", "405 Method Not Allowed"),
    ("cparam02", "405 Method Not Allowed"),
    ("regescrt", "405 Method Not Allowed"),
    ("sdp01", "400 Bad P-App-Param"),
];

/// The names of all messages.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let lines = VALID.iter().map(|line| line.0).chain(MALFORMED.iter().map(|line| line.0));
    lines.chain(REFUSED.iter().map(|line| line.0))
}

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/sip/rfc4475"].iter().collect()
}

pub(crate) fn read(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("{name}.dat"))).unwrap()
}

/// The status of the agent's answer, empty without one.
fn answer(name: &str) -> String {
    let mut world = World::new();
    let sent: Vec<_> = {
        world.agent.receive(world.now, crate::harness::proxy(), &read(name));
        std::iter::from_fn(|| world.agent.poll_transmit()).collect()
    };
    assert!(sent.len() <= 1, "{name}");
    assert!(world.agent.poll_event().is_none() && world.agent.poll_timeout().is_none(), "{name}");
    sent.first().map_or_else(String::new, |sent| status(&String::from_utf8_lossy(&sent.bytes)).to_owned())
}

#[test]
fn each_message_has_its_line() {
    let mut names: Vec<_> = names().collect();
    names.sort_unstable();
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<_> = files.filter_map(|name| name.strip_suffix(".dat").map(str::to_owned)).collect();
    files.sort_unstable();
    assert_eq!((names.len(), names), (49, files.iter().map(String::as_str).collect()));
}

#[test]
fn valid_messages_are_taken_whole() {
    for (name, length, expected) in VALID {
        let bytes = read(name);
        let message = Message::parse(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(message.body().len(), length, "{name}");
        assert_eq!(answer(name), expected, "{name}");
    }
}

#[test]
fn malformed_messages_are_refused() {
    for (name, error, expected) in MALFORMED {
        assert_eq!(Message::parse(&read(name)).err(), Some(error), "{name}");
        assert_eq!(answer(name), expected, "{name}");
    }
}

#[test]
fn messages_with_a_fault_are_answered_if_they_say_where_to() {
    for (name, expected) in REFUSED {
        assert!(Message::parse(&read(name)).is_ok(), "{name}");
        assert_eq!(answer(name), expected, "{name}");
    }
}
