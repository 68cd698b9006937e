//! QR codes as a scanner reads them: each form is decoded by zbarimg.
#![cfg(test)]
#![cfg(feature = "png")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use proptest::{collection::vec, prelude::*};
use siplaunch::{Error, QrCode, Ticket};
use tempfile::tempdir;

/// ISO/IEC 18004 table 7, level M: characters in byte mode that each version holds.
const BYTES: [usize; 40] = [
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
    997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
];
/// The same in alphanumeric mode, versions 1 to 10.
const ALPHANUMERIC: [usize; 10] = [20, 38, 61, 90, 122, 154, 178, 221, 262, 311];
/// The same in numeric mode, versions 1 to 10.
const DIGITS: [usize; 10] = [34, 63, 101, 149, 202, 255, 293, 365, 432, 513];

const LINKS: [&str; 5] = [
    "https://portal.example/p?c=-Ge4i1qbXC9u0rWJkF-V0PORA7th8pqifejy3h6pWTdU7WfmYxgxmbnoT74EXffXUJI",
    "http://example.org/p?c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D",
    "sipphone://CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==",
    "HTTPS://PORTAL.EXAMPLE/P/0123456789",
    "0123456789012345678901234567890123456789",
];

fn run(command: &mut Command, package: &str) -> Output {
    let output = command.output().unwrap_or_else(|_| panic!("apt-get install {package}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn scan(image: &Path) -> String {
    let arguments = ["--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable"];
    let output = run(Command::new("zbarimg").args(arguments).arg(image), "zbar-tools");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.strip_suffix('\n').expect("a line").to_owned()
}

fn scan_png(code: &QrCode, scale: u32) -> String {
    let folder = tempdir().expect("a folder");
    let image = folder.path().join("code.png");
    fs::write(&image, code.to_png(scale).expect("a good scale")).expect("written");
    scan(&image)
}

fn scan_svg(code: &QrCode) -> String {
    let folder = tempdir().expect("a folder");
    let (svg, png) = (folder.path().join("code.svg"), folder.path().join("code.png"));
    fs::write(&svg, code.to_svg()).expect("written");
    run(Command::new("rsvg-convert").args(["--zoom", "4", "--output"]).args([&png, &svg]), "librsvg2-bin");
    scan(&png)
}

/// The terminal's cells as eight by sixteen pixels: drawn blocks in white and the rest in black.
fn scan_terminal(code: &QrCode) -> String {
    let text = code.to_terminal();
    let width = text.lines().next().expect("a line").chars().count() * 8;
    let mut pixels = Vec::new();
    for line in text.lines() {
        for half in ["▀█", "▄█"] {
            let row: Vec<u8> = line.chars().flat_map(|cell| [if half.contains(cell) { 0xFF } else { 0 }; 8]).collect();
            assert_eq!(row.len(), width);
            pixels.extend(row.repeat(8));
        }
    }
    let folder = tempdir().expect("a folder");
    let image = folder.path().join("code.pgm");
    let header = format!("P5 {width} {} 255\n", pixels.len() / width);
    fs::write(&image, [header.as_bytes(), &pixels].concat()).expect("written");
    scan(&image)
}

#[test]
fn scanners_read_each_form() {
    for link in LINKS {
        let code = QrCode::new(link).expect("a short text");
        for scale in [2, 3, 8] {
            assert_eq!(scan_png(&code, scale), link, "PNG, {scale}");
        }
        assert_eq!(scan_svg(&code), link, "SVG");
        assert_eq!(scan_terminal(&code), link, "terminal");
    }
}

#[test]
fn scanners_read_a_ticket() {
    let token = "0123456789abcdefABCDEF9876543210";
    let ticket = Ticket { username: "testuser", server: "example.org", expire_ms: 1_800_000_000_000, token };
    let text = ticket.to_text().expect("a good ticket");
    assert_eq!(*text, format!("username=testuser&server=example.org&expire=1800000000000&token={token}"));
    assert_eq!(scan_png(&QrCode::new(&text).expect("a short text"), 4), *text);
}

#[test]
fn tickets_are_refused_for_each_reason() {
    let good = Ticket { username: "a", server: "b", expire_ms: 0, token: "0123456789abcdef0123456789abcdef" };
    assert!(good.to_text().is_ok());
    for (ticket, error) in [
        (Ticket { username: "", ..good }, Error::UsernameEmpty),
        (Ticket { username: "a&b", ..good }, Error::UsernameCharacter),
        (Ticket { server: "", ..good }, Error::ServerEmpty),
        (Ticket { server: "b\n", ..good }, Error::ServerCharacter),
        (Ticket { token: "", ..good }, Error::QrTicket),
        (Ticket { token: "0123456789abcdef0123456789abcde", ..good }, Error::QrTicket),
        (Ticket { token: "0123456789abcdef0123456789abcdef0", ..good }, Error::QrTicket),
        (Ticket { token: "0123456789abcdef0123456789abcdeg", ..good }, Error::QrTicket),
        (Ticket { token: "0123456789abcdef0123456789abcd&=", ..good }, Error::QrTicket),
    ] {
        assert_eq!(ticket.to_text().err(), Some(error));
    }
    assert_eq!(format!("{good:?}"), "Ticket { .. }");
}

#[test]
fn the_smallest_version_is_taken() {
    let version = |character: &str, len: usize| QrCode::new(&character.repeat(len)).map(|code| code.version());
    for (capacities, character) in [(&BYTES[..], "a"), (&ALPHANUMERIC, "A"), (&DIGITS, "7")] {
        for (smaller, &capacity) in (1..).zip(capacities) {
            assert_eq!(version(character, capacity), Ok(smaller), "{capacity} of {character}");
            let larger = if smaller == 40 { Err(Error::QrText) } else { Ok(smaller + 1) };
            assert_eq!(version(character, capacity + 1), larger, "one more than {capacity} of {character}");
        }
    }
    for (character, capacity) in [("A", 3391), ("7", 5596)] {
        assert_eq!(version(character, capacity), Ok(40));
        assert_eq!(version(character, capacity + 1), Err(Error::QrText));
    }
    assert_eq!(version("ä", 7), Ok(1), "bytes are counted, not characters");
}

/// Whether the code is the one that the encoder's own search finds.
fn has_the_best_mask(text: &str) -> bool {
    use qrcodegen_no_heap::{QrCode as Encoded, QrCodeEcc, Version};
    let (mut space, mut out) = (vec![0; Version::MAX.buffer_len()], vec![0; Version::MAX.buffer_len()]);
    let medium = QrCodeEcc::Medium;
    let best = Encoded::encode_text(text, &mut space, &mut out, medium, Version::MIN, Version::MAX, None, false)
        .expect("it fits");
    let code = QrCode::new(text).expect("it fits");
    assert_eq!(code.side(), best.size().try_into().expect("a small size"));
    let is_same = |x: usize, y: usize| {
        let [column, row] = [x, y].map(|at| i32::try_from(at).expect("small"));
        code.is_dark(x, y) == best.get_module(column, row)
    };
    (0..code.side()).all(|y| (0..code.side()).all(|x| is_same(x, y)))
}

#[test]
fn each_version_has_the_best_mask() {
    // From version 28 on, the encoder chooses.
    for capacity in &BYTES[..28] {
        for len in [*capacity, capacity - 9] {
            for text in ["a".repeat(len), LINKS[0].chars().rev().cycle().skip(len % 7).take(len).collect()] {
                assert!(has_the_best_mask(&text), "{len}: {text}");
            }
        }
    }
}

#[test]
fn the_balance_of_dark_and_light_counts() {
    for text in ["725", "887", "2266", "2334", "4078", "A178", "A3110"] {
        assert!(has_the_best_mask(text), "{text}");
    }
}

/// The format information beside the top left finder says the level: 00 is M (ISO/IEC 18004 §7.9.1, mask 10101…).
#[test]
fn the_level_is_m() {
    for text in LINKS.into_iter().chain(["", "a"]) {
        let code = QrCode::new(text).expect("a short text");
        assert!(code.is_dark(0, 8) && !code.is_dark(1, 8), "{text}");
    }
}

#[test]
fn the_quiet_zone_is_kept() {
    let code = QrCode::new(LINKS[0]).expect("a short text");
    let view = code.side() + 8;
    assert!(code.to_svg().contains(&format!(r#"viewBox="0 0 {view} {view}""#)));
    assert!(code.to_svg().contains(r##"d="M4 4.5h7M"##), "the finder begins after four modules");
    let text = code.to_terminal();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), view.div_ceil(2));
    assert!(lines[..2].iter().all(|line| *line == "█".repeat(view)));
    assert_eq!(lines.last(), Some(&"▀".repeat(view).as_str()), "an odd number of modules ends in a half");
    assert!(lines[2..lines.len() - 1].iter().all(|line| line.starts_with("████") && line.ends_with("████")));
    assert!(!code.is_dark(usize::MAX, 0) && !code.is_dark(0, usize::MAX) && !code.is_dark(code.side(), 0));
}

#[test]
fn the_svg_is_ready_for_a_page() {
    let code = QrCode::new(LINKS[0]).expect("a short text");
    let svg = code.to_svg();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && svg.len() < 6000, "{}", svg.len());
    assert!(!svg.contains("style") && !svg.contains("<?xml") && !svg.contains("portal"));
    assert_eq!(svg.matches("<path ").count(), 2, "the ground and the modules");
    assert_eq!(svg.capacity(), svg.len(), "memory that grew would leave copies of the code");
}

#[test]
fn scales_are_bounded() {
    let code = QrCode::new(&"a".repeat(2331)).expect("it fits");
    assert_eq!(code.to_png(0).err(), Some(Error::QrScale));
    assert_eq!(code.to_png(65).err(), Some(Error::QrScale));
    assert_eq!(code.to_png(u32::MAX).err(), Some(Error::QrScale));
    let png = code.to_png(64).expect("a good scale");
    // IHDR: width and height in pixels, one bit of grey.
    let side = u32::try_from((177 + 8) * 64).expect("small").to_be_bytes();
    assert_eq!(png[16..26], [&side[..], &side, &[1, 0]].concat());
}

#[test]
fn debug_shows_no_module() {
    assert_eq!(format!("{:?}", QrCode::new("a").expect("a short text")), "QrCode { version: 1, .. }");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn scanners_read_any_ascii(text in "[ -~]{1,300}") {
        prop_assert_eq!(scan_png(&QrCode::new(&text).expect("a short text"), 3), text);
    }

    #[test]
    fn any_text_has_the_best_mask(texts in vec(".{0,300}", 20)) {
        for text in texts {
            prop_assert!(has_the_best_mask(&text));
        }
    }

    #[test]
    fn drawing_never_panics(text in ".{0,600}") {
        if let Ok(code) = QrCode::new(&text) {
            prop_assert!(code.to_png(1).is_ok());
            prop_assert!(code.to_svg().is_ascii());
            let view = code.side() + 8;
            prop_assert!(code.to_terminal().lines().all(|line| line.chars().count() == view));
        }
    }
}
