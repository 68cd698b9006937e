//! When all is freed, no secret is left in this program's memory.
//!
//! One test alone in its program: it reads all memory that the program can write to, and other tests would write there.
#![cfg(test)]
#![cfg(all(feature = "toml", feature = "qr", target_os = "linux"))]

use std::{
    fs::File,
    hint::black_box,
    io::{Read as _, Seek as _, SeekFrom},
    ops::Range,
};

use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use siplaunch::{
    Batch, Brand, BrandParts, Credentials, ExplainOptions, KeyRing, Language, LaunchHandler, MailDraft, MailWording,
    OwnedCredentials, OwnedPortal, Page, PageParts, Portal, QrCode, Request, Scheme, Seal, SealedToken, SealingKey,
    SmsDraft, Ticket, Token, explain, parse_launch_link,
};
use zeroize::Zeroizing;

type Text = Zeroizing<String>;

/// As many bytes in a row are taken for a part of a secret. An allocator writes over the first bytes of freed memory.
const WINDOW: usize = 8;

/// With a query, so that links have to be escaped in HTML.
const BASE: &str = "https://portal.example/p?lang=en&";

/// No needle is in memory as it is, or it would be found.
const MASK: u8 = 0xA5;

const SEAL: Seal<'static> = Seal { expires: 1_800_000_000, context: b"portal" };

/// What must not be found.
struct Needle {
    name: &'static str,
    masked: Vec<u8>,
}

impl Needle {
    fn new(name: &'static str, secret: &[u8]) -> Self {
        let mut masked = Vec::with_capacity(secret.len());
        masked.extend(secret.iter().map(|byte| byte ^ MASK));
        Self { name, masked }
    }

    fn is_in(&self, memory: &[u8]) -> bool {
        let windows = self.masked.windows(WINDOW);
        let mut starts = [false; 256];
        windows.clone().for_each(|window| starts[usize::from(window[0] ^ MASK)] = true);
        let is = |at: &[u8]| windows.clone().any(|window| window.iter().zip(at).all(|(a, b)| *a == *b ^ MASK));
        memory.windows(WINDOW).any(|at| starts[usize::from(at[0])] && is(at))
    }
}

/// The names of the needles in memory, other than in the search's own buffers.
fn found(needles: &[Needle]) -> Vec<&'static str> {
    let mut mem = File::open("/proc/self/mem").expect("Linux");
    let mut buffer = vec![0; 1 << 20];
    let own = buffer.as_ptr_range();
    let own = own.start.addr()..own.end.addr();
    let maps = std::fs::read_to_string("/proc/self/maps").expect("Linux");
    let mut found = Vec::new();
    for Range { start, end } in maps.lines().filter_map(writable).flat_map(|range| without(range, &own)) {
        let mut at = start;
        while at < end {
            let len = buffer.len().min(end - at);
            mem.seek(SeekFrom::Start(at as u64)).expect("an address");
            let Ok(()) = mem.read_exact(&mut buffer[..len]) else { break };
            found.extend(needles.iter().filter(|needle| needle.is_in(&buffer[..len])).map(|needle| needle.name));
            at += if at + len < end { len - WINDOW } else { len };
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The addresses of a line of `/proc/self/maps`, if the program can write there.
fn writable(line: &str) -> Option<Range<usize>> {
    let mut words = line.split_ascii_whitespace();
    let (start, end) = words.next()?.split_once('-')?;
    let address = |hex| usize::from_str_radix(hex, 16).ok();
    words.next()?.starts_with("rw").then_some(address(start)?..address(end)?)
}

fn without(range: Range<usize>, hole: &Range<usize>) -> [Range<usize>; 2] {
    [range.start..range.end.min(hole.start), range.start.max(hole.end)..range.end]
}

/// Text that is nowhere else, the same each time.
fn secret(name: &str, len: usize) -> Text {
    let mut text = Zeroizing::new(String::with_capacity(len));
    let mut state =
        name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
    for _ in 0..len {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text.push(char::from(b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[(state >> 32) as usize % 49]));
    }
    text
}

/// A text of pieces, in memory that never had to grow.
fn text(pieces: &[&str]) -> Text {
    Zeroizing::new(pieces.concat())
}

fn hex(bytes: &[u8]) -> Text {
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
    text
}

/// The first round keys of AES-128 (FIPS 197 §5.2): the key and the next four.
fn round_keys(key: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(5 * 16));
    bytes.extend_from_slice(key);
    let mut round_constant = 1;
    while bytes.len() < 5 * 16 {
        let mut word: [u8; 4] = *bytes.last_chunk().expect("a key");
        if bytes.len().is_multiple_of(16) {
            word.rotate_left(1);
            word = word.map(substitute);
            word[0] ^= round_constant;
            round_constant *= 2;
        }
        for byte in word {
            let other = bytes[bytes.len() - 16];
            bytes.push(byte ^ other);
        }
    }
    bytes
}

/// The S-box of AES (FIPS 197 §5.1.1).
fn substitute(byte: u8) -> u8 {
    let inverse = (0..=255).find(|&other| multiply(byte, other) == 1).unwrap_or_default();
    (1..5).fold(inverse ^ 0x63, |sum, by| sum ^ inverse.rotate_left(by))
}

/// In the field of AES (FIPS 197 §4.2).
fn multiply(a: u8, b: u8) -> u8 {
    let double = |x: u8| x << 1 ^ if x & 0x80 == 0 { 0 } else { 0x1B };
    let (sum, _) =
        (0..8).fold((0, a), |(sum, power), bit| (if b >> bit & 1 == 1 { sum ^ power } else { sum }, double(power)));
    sum
}

/// The secrets, by name.
struct Secrets {
    key: Text,
    iv: Text,
    hex_key: Text,
    sealing_key: Text,
    bad: Text,
    username: Text,
    server: Text,
    password: Text,
}

impl Secrets {
    fn new() -> Self {
        Self {
            key: secret("key", 16),
            iv: secret("iv", 16),
            hex_key: secret("hex key", 32),
            sealing_key: secret("sealing key", 32),
            bad: secret("bad file", 32),
            username: secret("username", 24),
            server: secret("server", 24),
            password: secret("password", 24),
        }
    }

    fn needles(&self) -> Vec<Needle> {
        let [token, sealed] = self.links();
        vec![
            Needle::new("token", token.as_bytes()),
            Needle::new("sealed link", sealed.as_bytes()),
            Needle::new("key", self.key.as_bytes()),
            Needle::new("round keys", &round_keys(self.key.as_bytes())[16..]),
            Needle::new("iv", self.iv.as_bytes()),
            Needle::new("hex key", self.hex_key.as_bytes()),
            Needle::new("hex key's digits", hex(self.hex_key.as_bytes()).as_bytes()),
            Needle::new("sealing key", self.sealing_key.as_bytes()),
            Needle::new("sealing key's digits", hex(self.sealing_key.as_bytes()).as_bytes()),
            Needle::new("round keys of the sealing key", &round_keys(&self.sealing_key.as_bytes()[..16])[16..]),
            Needle::new("round keys of its other half", &round_keys(&self.sealing_key.as_bytes()[16..])[16..]),
            Needle::new("a bad file", self.bad.as_bytes()),
            Needle::new("username", self.username.as_bytes()),
            Needle::new("server", self.server.as_bytes()),
            Needle::new("password", self.password.as_bytes()),
        ]
    }

    /// What travels. Whoever has it can log in.
    fn links(&self) -> [Text; 2] {
        let token = self.brand().token(self.credentials()).map(String::from);
        let keys = KeyRing::new(&[SealingKey { id: 0, key: self.sealing_key.as_bytes() }], 0).expect("a good key");
        let sealed = keys.seal(self.credentials(), SEAL).expect("good credentials");
        [token.expect("good credentials").into(), String::from(sealed).into()]
    }

    fn brand(&self) -> Brand {
        Brand::new(BrandParts { key: self.key.as_bytes(), iv: self.iv.as_bytes(), scheme: "acme" })
            .expect("good values")
    }

    fn credentials(&self) -> Credentials<'_> {
        Credentials { username: &self.username, server: &self.server, password: &self.password }
    }
}

/// All that has to do with keys and credentials, all of it freed at the end.
fn use_everything(secrets: &Secrets) {
    refuse_files(&secrets.bad);
    let brand_file = text(&["key = \"", &secrets.key, "\"\niv = \"", &secrets.iv, "\""]);
    let brand = Brand::from_toml(&brand_file).expect("a good file");
    let hex_file = text(&["key_hex = \"", &hex(secrets.hex_key.as_bytes()), "\"\niv = \"", &secrets.iv, "\""]);
    let moved = [Brand::from_toml(&hex_file).expect("a good file")];
    let brands = Vec::from([brand.clone(), Box::new(brand).as_ref().clone(), moved.into_iter().next().expect("one")]);
    let brand = secrets.brand();

    let key_file = text(&["current = 0\n[keys]\n0 = \"", &hex(secrets.sealing_key.as_bytes()), "\""]);
    let keys = [KeyRing::from_toml(&key_file), KeyRing::from_toml(&key_file)].map(|keys| Box::new(keys.expect("good")));
    let key = SealingKey { id: 1, key: secrets.sealing_key.as_bytes() };
    let keys = Vec::from([keys[0].as_ref().clone(), KeyRing::new(&[key], 1).expect("a good key")]);

    for brand in &brands {
        use_tokens(brand, secrets);
        for keys in &keys {
            use_sealed_links(brand, keys, secrets);
            use_batches(brand, keys, secrets);
        }
    }
    use_messages(&brand, secrets);
    drop((brands, keys, brand));
}

/// Brand files and key files that are bad in all ways, with something in them that nobody should see.
fn refuse_files(bad: &str) {
    let nearly_hex = text(&[&hex(bad.as_bytes()), "0z"]);
    let files: [&[&str]; 18] = [
        &["key_hex = \"", &nearly_hex, "\"\niv = \"0123456789abcdef\""],
        &["current = 0\n[keys]\n0 = \"", &nearly_hex, "\""],
        &["key = \"", bad, "\"\nsecret = 1"],
        &["key = \"", bad],
        &["key = \"", bad, "\"\nkey = \"x\""],
        &["key = ", bad],
        &["key = [\"", bad, "\"]"],
        &["key = {a = \"", bad, "\"}"],
        &["key = \"\"\"", bad, "\"\"\"\niv = 5"],
        &["key = \"\\u0041\\t", bad, "\\u0041", bad, "\"\niv = 5"],
        &["key = \"\\q", bad, "\"\niv = \"x\""],
        &["key = \"", bad, "\"\niv = \"", bad, "\""],
        &["key_hex = \"", bad, "\"\niv = \"", bad, "\""],
        &["\"", bad, "\" = \"x\""],
        &[bad, " = \"x\""],
        &["[", bad, "]\nx = 1"],
        &["current = \"", bad, "\"\n[keys]\n0 = \"", bad, "\""],
        &["current = 0\n[keys]\n0 = \"", bad, "\"\n", bad, " = \"", bad, "\""],
    ];
    for pieces in files {
        let file = text(pieces);
        assert!(Brand::from_toml(&file).is_err() && KeyRing::from_toml(&file).is_err());
    }
}

fn use_tokens(brand: &Brand, secrets: &Secrets) {
    let token = brand.token(secrets.credentials()).expect("good credentials");
    let token: Text = String::from(token).into();
    let read = brand.decode_credentials(&token).expect("its token");
    assert_eq!(read.as_credentials().password, &**secrets.password);
    assert!(brand.decode(&token[..24]).is_err());
    let app_link: Text = String::from(brand.scheme().app_link(Token::parse(&token).expect("a token"))).into();
    let portal = Portal::new(BASE).expect("a good base");
    let link: Text = String::from(portal.link(Token::parse(&token).expect("a token"))).into();
    let _ = Zeroizing::new(parse_launch_link(&link, "c").expect("a link"));
    for text in [&token, &app_link, &link] {
        drop(explain(text, ExplainOptions::new(brand)));
    }
    launch(&LaunchHandler::new(*brand.scheme()), &link);
}

/// With a bad row, and one that is longer than what is encrypted together.
fn use_batches(brand: &Brand, keys: &KeyRing, secrets: &Secrets) {
    let (row, long) = (secrets.credentials(), Zeroizing::new(secrets.username.repeat(500)));
    let rows = [row, Credentials { server: "", ..row }, Credentials { password: &long, ..row }, row];
    let portal = Portal::new(BASE).expect("a good base");
    for batch in [Batch::launch_links(portal, brand), Batch::tokens(brand), Batch::sealed_links(portal, keys, SEAL)] {
        let many = rows.repeat(100);
        assert_eq!(batch.write(&many).rejected().len(), 100);
    }
}

fn use_sealed_links(brand: &Brand, keys: &KeyRing, secrets: &Secrets) {
    let sealed = String::from(keys.seal(secrets.credentials(), SEAL).expect("good credentials"));
    assert!(keys.open(&sealed, 1_800_000_000, b"portal").is_err() && keys.open(&sealed, 0, b"other").is_err());
    drop(keys.open(&sealed, 0, b"portal").expect("a good link"));
    let portal = OwnedPortal::from(Portal::new(BASE).expect("a good base"));
    let portal = portal.as_portal();
    let link: Text = String::from(portal.link(SealedToken::parse(&sealed).expect("a link"))).into();
    let language = Language::English;
    let page = Page::new(PageParts { base: BASE, brand_name: "Acme", language }).expect("good");
    let page = page.with_android_app("org.example.acme", Some(BASE)).expect("good").with_auto_open();
    let handler = LaunchHandler::new(Scheme::SIP_PHONE).with_sealed_links(brand.clone(), keys.clone(), b"portal");
    let moved = Vec::from([handler.clone().sealed_only(), *Box::new(handler)]);
    for handler in moved {
        launch(&handler.clone().with_page(page.clone()).expect("good"), &link);
        launch(&handler.with_param("c").expect("good"), &link);
    }
}

/// A link as customers send it in: in HTML, in quoted-printable, in Base64, broken into lines, and much too long.
fn use_explain(brand: &Brand, link: &str) {
    let draft = MailDraft { wording: MailWording::ENGLISH, link, brand_name: "Acme", accent_color: None };
    let mail = draft.compose().expect("good");
    let equals: Vec<&str> = link.split_inclusive('=').flat_map(|piece| [piece, "3D"]).collect();
    let broken: Vec<&str> =
        (0..link.len()).step_by(20).flat_map(|at| [&link[at..link.len().min(at + 20)], "\r\n"]).collect();
    let mut base64 = Zeroizing::new(vec![0; 2 * link.len()]);
    let len = STANDARD.encode_slice(link, &mut base64).expect("room");
    let base64 = str::from_utf8(&base64[..len]).expect("ASCII");
    let repeated = Zeroizing::new([link; 30].concat());
    for text in [mail.html(), mail.text(), &text(&equals), &text(&broken), base64, &repeated] {
        drop(explain(text, ExplainOptions::new(brand)));
    }
}

fn launch(handler: &LaunchHandler, link: &str) {
    let query = link.split_once('?').expect("a query").1.as_bytes();
    let launch = handler.inspect(Request::at("GET", query, 0));
    drop(launch.clone().answer_revoked());
    assert!(launch.answer().status() < 400);
    assert!(handler.handle(Request::at("HEAD", query, 0).with_user_agent("Android")).status() < 400);
    assert!(handler.handle(Request::at("GET", &query[..20], 0)).status() >= 400);
}

fn use_messages(brand: &Brand, secrets: &Secrets) {
    let owned = OwnedCredentials::from(secrets.credentials());
    let portal = Portal::new(BASE).expect("a good base");
    let link: Text = String::from(portal.link(brand.token(owned.as_credentials()).expect("good"))).into();
    use_explain(brand, &link);
    let sms = SmsDraft { template: SmsDraft::ENGLISH, link: &link, brand_name: "Acme" };
    drop((sms.compose().expect("good"), sms.sealed_budget(&portal, secrets.credentials())));
    drop(
        MailDraft { wording: MailWording::ENGLISH, link: &link, brand_name: "Acme", accent_color: None }
            .compose()
            .expect("good"),
    );
    let ticket = Ticket { username: &secrets.username, server: &secrets.server, expire_ms: 1, token: &"5e".repeat(16) };
    let ticket = ticket.to_text().expect("good");
    let code = QrCode::new(&ticket).expect("short");
    drop(Zeroizing::new(code.to_svg()));
    drop((code.clone(), Zeroizing::new(code.to_terminal())));
    let newline = text(&[&secrets.password, "\n"]);
    assert!(brand.token(Credentials { password: &newline, ..secrets.credentials() }).is_err());
}

/// What calls leave on the stack is gone with the next ones; here at once.
#[inline(never)]
fn overwrite_stack() {
    black_box(&mut [0_u8; 512 * 1024]);
}

#[test]
fn nothing_secret_is_left_when_all_is_freed() {
    let secrets = Secrets::new();
    let control = secret("control", 32);
    let mut needles = secrets.needles();
    needles.push(Needle::new("control", control.as_bytes()));

    let alive = found(&needles);
    for name in ["key", "iv", "sealing key", "password", "control"] {
        assert!(alive.contains(&name), "the search does not see the {name}");
    }
    overwrite_stack();
    drop(secrets.brand());
    assert!(!found(&needles).contains(&"round keys"), "a new brand leaves its key schedule on the stack");
    use_everything(&secrets);
    drop(secrets);
    overwrite_stack();
    // Freed like a text that nobody wipes, and larger than what the search asks for.
    drop(control.repeat(1000));
    assert_eq!(found(&needles), ["control"]);
}
