//! Sealed links: cases made with other libraries, and what must not open.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use proptest::prelude::*;
use siplaunch::{
    Credentials, Error, KeyRing, Payload, Portal, Seal, SealedToken, SealingKey, one_time_len, sealed_len,
};

const NOW: u64 = 1_799_999_999;
const SEAL: Seal<'static> = Seal { expires: NOW + 1, context: b"example.org" };
const CREDENTIALS: Credentials<'static> =
    Credentials { username: "testuser", server: "example.org", password: "testpass" };

#[derive(serde::Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    key_id: u8,
    key_hex: String,
    context: String,
    expires: u64,
    username: String,
    server: String,
    password: String,
    token: String,
    /// For a token with `..`, which sealing avoids.
    seal_gives: Option<Given>,
}

#[derive(serde::Deserialize)]
struct Given {
    expires: u64,
    token: String,
}

impl Case {
    fn keys(&self) -> KeyRing {
        keys(self.key_id, &base16ct::lower::decode_vec(&self.key_hex).expect("hex"))
    }

    fn credentials(&self) -> Credentials<'_> {
        Credentials { username: &self.username, server: &self.server, password: &self.password }
    }
}

fn keys(id: u8, key: &[u8]) -> KeyRing {
    KeyRing::new(&[SealingKey { id, key }], id).expect("a key ring")
}

/// Text of a link whose header and box are these bytes.
fn text64(raw: &[u8]) -> String {
    use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
    BASE64_STANDARD_NO_PAD.encode(raw).replace('+', "-").replace('/', ".")
}

fn raw(text: &str) -> Vec<u8> {
    use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
    BASE64_STANDARD_NO_PAD.decode(text.replace('-', "+").replace('.', "/")).expect("text64")
}

#[test]
fn vectors() {
    let Vectors { cases } =
        serde_json::from_str(include_str!("../../../tests/vectors/sealed.json")).expect("the vectors");
    assert_eq!(cases.len(), 36);
    let mut avoided = 0;
    for case in cases {
        let context = case.context.as_bytes();
        let sealed = String::from(
            case.keys().seal(case.credentials(), Seal { expires: case.expires, context }).expect("sealed"),
        );
        assert_eq!(*sealed, *case.seal_gives.as_ref().map_or(&case.token, |given| &given.token));
        check_opens(&case, &case.token, case.expires);
        if let Some(given) = &case.seal_gives {
            check_opens(&case, &given.token, given.expires);
            avoided += 1;
        }
        assert_eq!(case.seal_gives.is_some(), case.token.contains(".."));
    }
    assert_eq!(avoided, 2);
}

fn check_opens(case: &Case, sealed: &str, expires: u64) {
    let (keys, context) = (case.keys(), case.context.as_bytes());
    let opened = keys.open(sealed, expires - 1, context).expect("opened");
    let Credentials { username, server, password } = opened.credentials.as_credentials();
    assert_eq!((username, server, password), (&*case.username, &*case.server, &*case.password));
    assert_eq!(opened.expires, expires);
    assert_eq!(opened.id.as_bytes()[..], raw(sealed)[1..17]);
    assert_eq!(keys.open(sealed, expires, context).err(), Some(Error::SealedExpired));
    assert_eq!(keys.open(sealed, u64::MAX, b"another").err(), Some(Error::SealedInvalid));
}

#[test]
fn the_handbooks_credentials_give_67_characters() {
    assert_eq!(keys(0, &[7; 32]).seal(CREDENTIALS, SEAL).expect("sealed").as_str().len(), 67);
}

#[test]
fn a_changed_bit_a_cut_and_an_added_character_are_invalid() {
    let keys = keys(2, &[7; 32]);
    let sealed = String::from(keys.seal(CREDENTIALS, SEAL).expect("sealed"));
    let good = raw(&sealed);
    let open = |text: &str| keys.open(text, NOW, SEAL.context).err();
    assert_eq!(open(&sealed), None);
    for bit in 0..good.len() * 8 {
        let mut changed = good.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(open(&text64(&changed)), Some(Error::SealedInvalid), "bit {bit}");
    }
    for len in 0..sealed.len() {
        assert_eq!(open(&sealed[..len]), Some(Error::SealedInvalid), "{len} characters");
        if len < good.len() {
            assert_eq!(open(&text64(&good[..len])), Some(Error::SealedInvalid), "{len} bytes");
        }
    }
    for stuck in ["A", "-", ".", "=", "\0", "AAAA", " ", "é"] {
        assert_eq!(open(&format!("{sealed}{stuck}")), Some(Error::SealedInvalid));
    }
}

#[test]
fn another_key_id_or_context_is_invalid_and_says_no_more() {
    let sealed = String::from(keys(1, &[7; 32]).seal(CREDENTIALS, SEAL).expect("sealed"));
    for keys in [keys(1, &[8; 32]), keys(0, &[7; 32])] {
        for now in [0, NOW, u64::MAX] {
            assert_eq!(keys.open(&sealed, now, SEAL.context).err(), Some(Error::SealedInvalid));
        }
    }
    assert_eq!(keys(1, &[7; 32]).open(&sealed, NOW, b"").err(), Some(Error::SealedInvalid));
}

#[test]
fn an_authentic_link_with_a_malformed_body_is_invalid() {
    use aes_siv::{KeyInit as _, siv::Aes128Siv};

    let key = [7; 32];
    for body in [
        &b"\x7F\xFF\xFF\xFFu\0s\0p"[..],
        b"\x7F\xFF\xFF\xFFu\0s\0p\0",
        b"\x7F\xFF\xFF\xFFu\0s",
        b"\x7F\xFF\xFF\xFFu\0s\0\0\0",
        b"\x7F\xFF\xFF\xFFuu\0s\0p\0\0",
        b"\x7F\xFF\xFF\xFF\0s\0pp",
        b"\x7F\xFF\xFF\xFFu\0s\0p&a",
        b"\x7F\xFF\xFF\xFFu\0s\0\xFFp",
        b"\x7F\xFF\xFF",
        b"",
    ] {
        let boxed =
            Aes128Siv::new(&key.into()).encrypt([&b"siplaunch sealed link 1\xF8"[..], b""], body).expect("encrypted");
        let text = text64(&[&[0xF8], boxed.as_slice()].concat());
        let result = keys(0, &key).open(&text, NOW, b"");
        let is_good = body == b"\x7F\xFF\xFF\xFFu\0s\0p";
        assert_eq!(result.err(), (!is_good).then_some(Error::SealedInvalid), "{body:?}");
    }
}

#[test]
fn rings_are_checked() {
    let key = |id| SealingKey { id, key: &[7; 32] };
    let four = [key(0), key(1), key(2), key(3)];
    assert!(KeyRing::new(&four, 3).is_ok());
    for bad in [&[key(4)][..], &[key(0), key(0)], &[SealingKey { id: 0, key: &[7; 31] }], &[four, four].concat()] {
        assert_eq!(KeyRing::new(bad, 0).err(), Some(Error::SealingKey));
    }
    assert_eq!(KeyRing::new(&[], 0).err(), Some(Error::CurrentKey));
    assert_eq!(KeyRing::new(&four[..2], 2).err(), Some(Error::CurrentKey));
    assert_eq!(KeyRing::new(&four, 200).err(), Some(Error::CurrentKey));
}

#[test]
fn rotation_opens_old_links_until_their_key_is_dropped() {
    let (old, new) = (SealingKey { id: 0, key: &[1; 32] }, SealingKey { id: 1, key: &[2; 32] });
    let before = KeyRing::new(&[old], 0).expect("a ring");
    let both = KeyRing::new(&[old, new], 1).expect("a ring");
    let after = KeyRing::new(&[new], 1).expect("a ring");
    let sealed_before = String::from(before.seal(CREDENTIALS, SEAL).expect("sealed"));
    let sealed_with_both = String::from(both.seal(CREDENTIALS, SEAL).expect("sealed"));
    let opens = |ring: &KeyRing, text: &str| ring.open(text, NOW, SEAL.context).is_ok();
    assert!(opens(&both, &sealed_before) && opens(&both, &sealed_with_both) && opens(&after, &sealed_with_both));
    assert!(!opens(&before, &sealed_with_both) && !opens(&after, &sealed_before));
}

#[test]
fn expiry_has_four_bytes() {
    let seal = |expires| keys(0, &[7; 32]).seal(CREDENTIALS, Seal { expires, context: b"" }).map(drop);
    assert_eq!(seal(u64::from(u32::MAX)), Ok(()));
    assert_eq!(seal(u64::from(u32::MAX) + 1), Err(Error::Expires));
}

/// The first expiry from one on whose link would have two dots in a row, sealed without the core.
fn expiry_with_dots(from: u32) -> u32 {
    use aes_siv::{KeyInit as _, siv::Aes128Siv};

    let mut siv = Aes128Siv::new(&[7; 32].into());
    let mut has_dots = |expires: &u32| {
        let body = [&expires.to_be_bytes()[..], b"testuser\0example.org\0testpass"].concat();
        let boxed = siv.encrypt([&b"siplaunch sealed link 1\xF8"[..], SEAL.context], &body).expect("encrypted");
        text64(&[&[0xF8], boxed.as_slice()].concat()).contains("..")
    };
    (from..=u32::MAX).find(|expires| has_dots(expires)).expect("one in 64")
}

#[test]
fn two_dots_in_a_row_are_avoided_by_seconds() {
    let keys = keys(0, &[7; 32]);
    let mut from = 1_800_000_000;
    for _ in 0..20 {
        let expires = expiry_with_dots(from);
        let sealed = String::from(keys.seal(CREDENTIALS, Seal { expires: expires.into(), ..SEAL }).expect("sealed"));
        let mut buffer = [0xAA; 67];
        let written = keys.seal_into(CREDENTIALS, Seal { expires: expires.into(), ..SEAL }, &mut buffer);
        assert_eq!(written.expect("sealed").as_str(), &*sealed);
        assert!(!sealed.contains(".."));
        let opened = keys.open(&sealed, expires.into(), SEAL.context).expect("opened");
        let later = opened.expires - u64::from(expires);
        assert!((1..=8).contains(&later), "{later} seconds later");
        assert!((expires..expires + u32::try_from(later).expect("few")).all(|at| expiry_with_dots(at) == at));
        from = expires + 1;
    }
}

#[test]
fn a_second_that_there_is_not_is_an_error() {
    let keys = |byte| keys(0, &[byte; 32]);
    let seal = Seal { expires: u32::MAX.into(), context: b"" };
    let failed = (0..=u8::MAX).find(|byte| keys(*byte).seal(CREDENTIALS, seal).is_err()).expect("one in 64");
    let mut buffer = [0xAA; 67];
    assert_eq!(keys(failed).seal_into(CREDENTIALS, seal, &mut buffer).err(), Some(Error::Expires));
    assert_eq!(buffer, [0; 67]);
}

/// No launch handler takes it, and there may be no second without two dots.
#[test]
fn a_text_too_long_for_any_query_is_left_as_it_is() {
    let password = "p".repeat(1 << 20);
    let credentials = Credentials { password: &password, ..CREDENTIALS };
    let sealed = String::from(keys(0, &[7; 32]).seal(credentials, SEAL).expect("sealed"));
    assert!(sealed.contains(".."));
    assert_eq!(keys(0, &[7; 32]).open(&sealed, NOW, SEAL.context).expect("opened").expires, SEAL.expires);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_long_text_has_two_dots_in_a_row(key: [u8; 32], len in 1000..6100_usize) {
        let password = "p".repeat(len);
        let credentials = Credentials { password: &password, ..CREDENTIALS };
        prop_assert!(!keys(0, &key).seal(credentials, SEAL).expect("sealed").as_str().contains(".."));
    }
}

#[test]
fn buffers_too_small_are_left_as_they_were() {
    let keys = keys(0, &[7; 32]);
    for size in 0..67 {
        let mut buffer = vec![0xAA; size];
        assert_eq!(keys.seal_into(CREDENTIALS, SEAL, &mut buffer).err(), Some(Error::BufferTooSmall));
        assert_eq!(buffer, vec![0xAA; size]);
    }
}

#[test]
fn what_failed_to_open_is_wiped() {
    let keys = keys(0, &[7; 32]);
    let sealed = String::from(keys.seal(CREDENTIALS, SEAL).expect("sealed"));
    let mut buffer = [0xAA; 67];
    assert!(keys.open_into(&sealed, SEAL.expires, SEAL.context, &mut buffer).is_err());
    assert_eq!(buffer, [0; 67]);
}

/// Characters that a field may have.
fn field() -> impl Strategy<Value = String> {
    "[^&\\p{Cc}]{1,40}"
}

#[derive(Debug, serde::Serialize)]
struct Random {
    key_id: u8,
    key_hex: String,
    context_hex: String,
    expires: u32,
    salt: Option<u32>,
    username: String,
    server: String,
    password: String,
    sealed: String,
    sealed_expires: u64,
}

prop_compose! {
    fn random_case()(
        key_id in 0..4_u8, key: [u8; 32], context: Vec<u8>, expires: u32, salt: Option<u32>,
        username in field(), server in field(), password in field(),
    ) -> Random {
        let credentials = Credentials { username: &username, server: &server, password: &password };
        let seal = Seal { expires: expires.into(), context: &context };
        let keys = keys(key_id, &key);
        let sealed = match salt {
            Some(salt) => keys.seal_one_time_with_salt(credentials, seal, salt.to_be_bytes()),
            None => keys.seal(credentials, seal),
        };
        let sealed = String::from(sealed.expect("sealed"));
        let sealed_expires = keys.open(&sealed, 0, &context).expect("opened").expires;
        let [key_hex, context_hex] = [&key[..], &context].map(base16ct::lower::encode_string);
        Random { key_id, key_hex, context_hex, expires, salt, username, server, password, sealed, sealed_expires }
    }
}

#[test]
fn pyca_seals_and_opens_the_same() {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};

    let mut runner = TestRunner::default();
    let cases: Vec<Random> =
        (0..1000).map(|_| random_case().new_tree(&mut runner).expect("a case").current()).collect();
    let lines: Vec<String> = cases.iter().map(|case| serde_json::to_string(case).expect("JSON")).collect();

    let mut python = Command::new("/usr/bin/python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/python/sealed.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("apt-get install python3");
    let mut input = python.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || input.write_all(lines.join("\n").as_bytes()));
    let output = python.wait_with_output().expect("python3 ends");
    assert!(output.status.success(), "apt-get install python3-cryptography");
    writer.join().expect("joined").expect("written");

    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(answers.lines().count(), cases.len());
    for (case, answer) in cases.iter().zip(answers.lines()) {
        let answer: serde_json::Value = serde_json::from_str(answer).expect("JSON");
        assert_eq!(answer["sealed"], *case.sealed, "{case:?}");
        let opened = serde_json::json!({
            "expires": case.sealed_expires, "username": case.username, "server": case.server, "password": case.password,
        });
        assert_eq!(answer["opened"], opened, "{case:?}");
    }
}

proptest! {
    #[test]
    fn sealed_links_have_their_form(case in random_case()) {
        let fields_len = case.username.len() + case.server.len() + case.password.len();
        let (len, first) = if case.salt.is_some() { (one_time_len(fields_len), '.') } else { (sealed_len(fields_len), '-') };
        prop_assert_eq!(case.sealed.len(), len);
        prop_assert!(case.sealed.starts_with(first) && !case.sealed.ends_with(['-', '.']));
        prop_assert!(!case.sealed.contains(".."));
        prop_assert_eq!(SealedToken::parse(&case.sealed).expect("a sealed token").to_string(), case.sealed);
    }

    #[test]
    fn opening_never_panics(text: String, near in "-[A-Za-z0-9.-]{0,100}", now: u64, context: Vec<u8>, size in 0..120_usize) {
        let keys = keys(0, &[7; 32]);
        for text in [&text, &near] {
            prop_assert!(keys.open(text, now, &context).is_err());
            prop_assert!(keys.open_into(text, now, &context, &mut vec![0; size]).is_err());
        }
    }
}

#[test]
fn a_launch_link_is_made_around_either_text() {
    let portal = Portal::new("https://portal.example/p").expect("a base");
    let token = "yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=";
    let sealed = "-Ge4i1qbXC9u0rWJkF-V0PORA7th8pqifejy3h6pWTdU7WfmYxgxmbnoT74EXffXUJI";
    for text in [token, sealed] {
        let link = portal.link(Payload::parse(text).expect("either")).to_string();
        assert_eq!(*siplaunch::parse_launch_link(&link, "c").expect("a launch link"), text);
    }
    assert_eq!(Payload::parse("evil").err(), Some(Error::Token));
}

#[test]
fn ids_are_read_and_shown_in_hex() {
    let bytes: [u8; 16] = std::array::from_fn(|i| u8::try_from(i * 17).expect("a byte"));
    let text = "00112233445566778899aabbccddeeff";
    for given in [text.to_owned(), text.to_uppercase()] {
        let id = siplaunch::LinkId::parse(&given).expect("an id");
        assert_eq!((id.as_bytes(), id.to_string()), (&bytes, text.to_owned()));
    }
    for bad in ["", "0", &text[1..], &text[2..], &format!("{text}0"), &format!("{text}00"), &text.replace('f', "g")] {
        assert_eq!(siplaunch::LinkId::parse(bad), None, "{bad}");
    }
}
