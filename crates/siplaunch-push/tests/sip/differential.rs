//! The parser beside `sipx-sip`'s.

use proptest::{prelude::*, sample::Index};

use crate::{
    agree::{agree, is_request},
    harness::invite,
    torture,
};

/// Texts at which parsers part.
const TEXTS: [&[u8]; 36] = [
    b"\r\n",
    b"\r",
    b"\n",
    b"\r\n ",
    b"\r\n\t",
    b"\r\n\r\n",
    b" ",
    b"\t",
    b"\"",
    b"\\",
    b"<",
    b">",
    b";",
    b",",
    b":",
    b"=",
    b"/",
    b"?",
    b"@",
    b"[",
    b"]",
    b"%",
    b"\0",
    b"\x7f",
    b"\xff",
    b"0",
    b"-1",
    b"4294967296",
    b"99999999999999999999",
    b"SIP/2.0",
    b"sip:",
    b"tag=x",
    b"\"a\\\"b\"",
    b"l: 0\r\n",
    b"i: x\r\n",
    b"Max-Forwards: 0\r\n",
];

#[derive(Clone, Debug)]
enum Change {
    Insert(Index, &'static [u8]),
    Replace(Index, u8),
    Remove(Index, usize),
    Copy(Index, Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), prop::sample::select(&TEXTS[..])).prop_map(|(at, text)| Change::Insert(at, text)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Replace(at, byte)),
        (any::<Index>(), 1..20_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (any::<Index>(), any::<Index>(), 1..60_usize).prop_map(|(from, to, length)| Change::Copy(from, to, length)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    let piece = |at: &Index, size: usize| at.index(length)..(at.index(length) + size).min(length);
    match change {
        Change::Insert(at, text) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, text.iter().copied());
        }
        Change::Replace(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        Change::Remove(at, size) => drop(bytes.drain(piece(at, *size))),
        Change::Copy(from, to, size) => {
            let copy = bytes[piece(from, *size)].to_vec();
            let to = to.index(bytes.len());
            bytes.splice(to..to, copy);
        }
    }
}

/// RFC 4475's messages, and a call.
fn messages() -> Vec<Vec<u8>> {
    torture::names().map(torture::read).chain([invite(1).into_bytes()]).collect()
}

#[test]
fn both_agree_on_rfc_4475() {
    for message in messages() {
        assert_eq!(agree(&message), Ok(()));
    }
    let requests = messages().iter().filter_map(|message| is_request(message)).filter(|is| *is).count();
    assert!(requests > 30, "{requests}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn both_agree_on_changed_messages(
        which in any::<Index>(),
        changes in prop::collection::vec(change(), 1..4),
    ) {
        let messages = messages();
        let mut message = which.get(&messages).clone();
        for change in &changes {
            apply(&mut message, change);
        }
        prop_assert_eq!(agree(&message), Ok(()));
    }
}
