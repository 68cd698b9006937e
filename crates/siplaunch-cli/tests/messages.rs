//! `siplaunch qr`, `sms` and `mail`, run as a user runs them.
#![allow(clippy::panic, reason = "a failure here is a failed test")]

mod common;

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    process::{Command, Output},
    time::{SystemTime, UNIX_EPOCH},
};

use common::{process::capture, siplaunch::BINARY, text};
use serde_json::{Value, json};

const INPUTS: [&str; 6] = ["--username", "testuser", "--server", "example.org", "--base", "http://example.org/p"];
const LINK: &str = "http://example.org/p?c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D";
const APP_LINK: &str =
    "sipphone://CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==";

fn siplaunch(subcommand: &str, args: &[&str]) -> Output {
    capture(Command::new(BINARY).env_clear().arg(subcommand).args(INPUTS).args(args), b"testpass")
}

fn done(subcommand: &str, args: &[&str]) -> (Vec<u8>, String) {
    let output = siplaunch(subcommand, args);
    let stderr = text(&output.stderr).to_owned();
    assert!(output.status.success(), "{subcommand} {args:?}: {stderr}");
    assert!(!stderr.contains("CI8VN8toaE40") && !stderr.contains("testpass"), "{stderr}");
    (output.stdout, stderr)
}

/// The error of a run that ends with this status, 1 or 2.
fn failed(status: i32, subcommand: &str, args: &[&str]) -> String {
    let output = siplaunch(subcommand, args);
    assert_eq!(output.status.code(), Some(status), "{subcommand} {args:?}: {}", text(&output.stderr));
    assert!(output.stdout.is_empty());
    text(&output.stderr).to_owned()
}

fn scan(image: &Path) -> String {
    let arguments = ["--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable"];
    let output = Command::new("zbarimg").args(arguments).arg(image).output().expect("apt-get install zbar-tools");
    text(&output.stdout).trim_end().to_owned()
}

fn scan_bytes(png: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let image = folder.path().join("code.png");
    fs::write(&image, png).expect("written");
    scan(&image)
}

/// The message as Python's email package reads it.
fn read_message(message: &[u8]) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/python/mail.py");
    let output = capture(Command::new("/usr/bin/python3").arg(script), message);
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn qr_writes_png_and_svg() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (png, svg) = (path("code.png"), path("code.svg"));
    let (stdout, _) = done("qr", &["--png", &png]);
    assert!(stdout.is_empty());
    assert_eq!(scan(png.as_ref()), LINK);
    let (stdout, _) = done("qr", &["--svg", &svg]);
    assert!(stdout.is_empty());
    let (printed, _) = done("qr", &["--svg"]);
    assert_eq!(fs::read(&svg).expect("written"), printed);
    assert!(text(&printed).starts_with("<svg ") && text(&printed).ends_with("</svg>\n"));
    for file in [&png, &svg] {
        assert_eq!(fs::metadata(file).expect("written").permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(scan_bytes(&done("qr", &["--png", "-", "--scale", "3"]).0), LINK);
    assert_eq!(scan_bytes(&done("qr", &["--png", "-", "--app-link"]).0), APP_LINK);
}

#[test]
fn qr_prints_light_modules() {
    let (stdout, _) = done("qr", &[]);
    let (stdout, lines) = (text(&stdout), text(&stdout).lines().count());
    assert!(!stdout.contains('\x1b'), "no colours but on a terminal");
    assert!(stdout.lines().all(|line| line.chars().count() == 2 * lines - 1), "a square, and its last line a half");
}

#[test]
fn qr_replaces_files_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("target");
    fs::write(&target, "old").expect("written");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o644)).expect("mode set");
    let link = folder.path().join("link");
    symlink(&target, &link).expect("a link");
    for not_a_file in [link.to_str().expect("UTF-8"), folder.path().to_str().expect("UTF-8"), "/dev/null"] {
        assert!(failed(1, "qr", &["--png", not_a_file]).contains("not a file"));
    }
    assert_eq!(fs::read(&target).expect("still there"), b"old");
    done("qr", &["--svg", target.to_str().expect("UTF-8")]);
    assert_eq!(fs::metadata(&target).expect("written").permissions().mode() & 0o777, 0o600);
    let missing = folder.path().join("missing/code.png");
    assert!(failed(1, "qr", &["--png", missing.to_str().expect("UTF-8")]).contains("missing/code.png"));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2, "nothing half-written is left");
}

#[test]
fn qr_names_the_fault() {
    failed(2, "qr", &["--scale", "0"]);
    failed(2, "qr", &["--scale", "65"]);
    failed(2, "qr", &["--png", "a", "--svg"]);
    let output = siplaunch("qr", &["--param", &"c".repeat(2300)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("too long for a QR code"), "{}", text(&output.stderr));
}

#[test]
fn sms_is_the_handbooks() {
    let (stdout, stderr) = done("sms", &[]);
    assert_eq!(text(&stdout), format!("{LINK} to launch sipphone\n"));
    assert!(stderr.contains("GSM-7, 138 units, 1 part, 22 units left"), "{stderr}");
    assert!(stderr.contains("sealed link it is 109 units, 1 part"), "{stderr}");
    assert!(!stderr.contains("handbook"), "{stderr}");
}

#[test]
fn sms_says_why_it_is_long() {
    let (stdout, stderr) = done("sms", &["--template", "Willkommen – {link}\n{brand}", "--brand-name", "Größe"]);
    assert_eq!(text(&stdout), format!("Willkommen – {LINK}\nGröße\n"));
    for said in ["UCS-2, 138 units, 3 parts", "'–' is not in GSM-7", "109 units, 2 parts"] {
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
    let (_, stderr) = done("sms", &["--template", "Dear customer, {link} starts {brand} with your login"]);
    assert!(stderr.contains("2 parts") && stderr.contains("advises at most 140"), "{stderr}");
}

#[test]
fn sms_as_json() {
    let (stdout, stderr) = done("sms", &["--json", "--language", "de"]);
    assert!(!stderr.contains("units"), "{stderr}");
    let report: Value = serde_json::from_slice(&stdout).expect("JSON");
    let budget = |units: usize| {
        json!({
            "encoding": "GSM-7", "units": units, "parts": 1, "units_left": 160 - units, "characters": units,
            "within_handbook": true, "first_non_gsm": null,
        })
    };
    let mut expected = budget(136);
    expected["text"] = format!("{LINK} startet sipphone").into();
    expected["sealed_budget"] = budget(107);
    expected["one_time_budget"] = budget(114);
    assert_eq!(report, expected);
}

#[test]
fn sms_refuses_bad_templates() {
    assert!(failed(1, "sms", &["--template", "no link"]).contains("{link} exactly once"));
    assert!(failed(1, "sms", &["--template", "{link}."]).contains("white space"));
    assert!(failed(1, "sms", &["--template", "{link} {name}"]).contains("only placeholders"));
    assert!(failed(1, "sms", &["--brand-name", ""]).contains("brand name"));
    failed(2, "sms", &["--template", "{link}", "--language", "de"]);
    assert!(failed(1, "sms", &["--language", "fr"]).contains("use en or de"));
}

#[test]
fn mail_prints_its_parts() {
    let (stdout, _) = done("mail", &["--json"]);
    let report: Value = serde_json::from_slice(&stdout).expect("JSON");
    let part = |name: &str| report[name].as_str().expect("text").to_owned();
    assert_eq!(part("subject"), "Set up sipphone on your phone");
    assert!(part("text").lines().any(|line| line == LINK));
    assert!(part("html").contains(&format!("<a href=\"{LINK}\"")));
    let (stdout, _) = done("mail", &[]);
    assert_eq!(text(&stdout), format!("{}\n\n{}\n\n{}", part("subject"), part("text"), part("html")));
}

#[test]
fn mail_is_read_as_it_was_meant() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = folder.path().join("words");
    let long = "Sehr geehrte Kundin, ".repeat(80);
    fs::write(&words, format!("Grüß Gott ☎\n\n{long}\n.\nFrom here\n{{link}}\n")).expect("written");
    let words = words.to_str().expect("UTF-8");
    for (args, subject, from, to) in [
        (
            &["--from", "welcome@acme.example", "--to", "alice@mail.example"][..],
            "Set up sipphone on your phone",
            ["", "welcome@acme.example"],
            ["", "alice@mail.example"],
        ),
        (
            &[
                "--from",
                "Größe & Söhne, GmbH <a.b@acme.example>",
                "--to",
                "\"Alice \\\"A\\\" B\" <alice+x@mail.example>",
                "--language",
                "de",
                "--brand-name",
                "Ünï",
            ],
            "Ünï auf Ihrem Telefon einrichten",
            ["Größe & Söhne, GmbH", "a.b@acme.example"],
            ["Alice \"A\" B", "alice+x@mail.example"],
        ),
        (
            &[
                "--from",
                "A <a@b.example>",
                "--to",
                "c@d.example",
                "--text-file",
                words,
                "--subject",
                "=?utf-8?q?x?= {brand} – a subject so long that it has to be folded somewhere, ☎ or not",
                "--button",
                "<&\">",
            ],
            "=?utf-8?q?x?= sipphone – a subject so long that it has to be folded somewhere, ☎ or not",
            ["A", "a@b.example"],
            ["", "c@d.example"],
        ),
    ] {
        let (message, _) = done("mail", &[&["--eml"][..], args].concat());
        let read = read_message(&message);
        assert_eq!(read["subject"], subject);
        assert_eq!((&read["from"], &read["to"]), (&json!([from]), &json!([to])));
        let headers = ["content-type", "date", "from", "message-id", "mime-version", "subject", "to"];
        assert_eq!(read["headers"], json!(headers));
        assert_eq!(read["types"], json!(["multipart/alternative", "text/plain", "text/html"]));
        assert_eq!(read["charsets"], json!(["utf-8", "utf-8"]));
        assert_eq!(read["defects"], json!([]));
        assert_eq!(read["hrefs"], json!([LINK]));
        let parts: Value =
            serde_json::from_slice(&done("mail", &[&["--json"][..], &only_words(args)].concat()).0).expect("JSON");
        let body = |part: &str| read[part].as_str().expect("text").replace("\r\n", "\n").trim_end().to_owned();
        assert_eq!(body("text"), parts["text"].as_str().expect("text").trim_end());
        assert_eq!(body("html"), parts["html"].as_str().expect("text").trim_end());
        assert!(body("text").lines().any(|line| line == LINK));
        let domain = from[1].split_once('@').expect("an address").1;
        let id = read["message_id"].as_str().expect("text");
        assert!(id.starts_with('<') && id.ends_with(&format!("@{domain}>")), "{id}");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs_f64();
        assert!((now - read["date"].as_f64().expect("a number")).abs() < 60.0);
        assert!(read["longest_line"].as_u64().expect("a number") <= 998);
        assert_eq!(read["bare_line_ends"], 0);
        assert_eq!(read["ascii"], true);
    }
}

#[test]
fn subjects_are_read_as_they_were_given() {
    let long = "a brand with a long name ".repeat(8);
    for (subject, brand, encoded) in [
        ("Set up {brand}", "Acme", false),
        ("{brand}", "Re: [1] <a@b.example> \"c\" (d), ;:", false),
        ("{brand} it is", long.trim_end(), false),
        ("=?utf-8?Q?x?=", "Acme", true),
        ("{brand}", "=?utf-8?B?eA==?=", true),
        ("a =?us-ascii?q?x?= {brand}", "=?x", true),
        (" {brand}  and ", "  two  spaces ", true),
        ("{brand}", &"a".repeat(200), true),
        ("{brand}{brand}{brand}", &"☎".repeat(66), true),
        ("Grüße _ = ? {brand}", "Ünï_x=3D", true),
        ("{brand}", "العربية 日本語 🎉", true),
    ] {
        let args =
            ["--eml", "--from", "a@b.example", "--to", "c@d.example", "--subject", subject, "--brand-name", brand];
        let (message, _) = done("mail", &args);
        let read = read_message(&message);
        assert_eq!(read["subject"], subject.replace("{brand}", brand));
        assert_eq!(read["defects"], json!([]));
        let headers = text(&message);
        let headers = headers.split("\r\n\r\n").next().expect("headers");
        assert_eq!(headers.contains("Subject: =?utf-8?Q?"), encoded, "{headers}");
        assert!(headers.split("\r\n").all(|line| line.len() <= 78 && !line.trim().is_empty()), "{headers}");
    }
}

#[test]
fn mail_in_another_language_needs_all_texts() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = folder.path().join("words");
    fs::write(&words, "Bonjour\n{link}\n").expect("written");
    let french = ["--language", "fr", "--subject", "Bonjour", "--text-file", words.to_str().expect("UTF-8")];
    assert!(failed(1, "mail", &french).contains("use en or de, or give all texts"));
    let (stdout, _) = done("mail", &[&french[..], &["--button", "Ouvrir {brand}"]].concat());
    assert!(text(&stdout).contains("lang=\"fr\""), "{}", text(&stdout));
    assert!(text(&done("mail", &["--language", "de-AT"]).0).contains("lang=\"de-AT\""));
}

#[test]
fn mail_takes_the_pages_colour() {
    let (stdout, _) = done("mail", &["--accent-color", "#0f766e"]);
    assert_eq!(text(&stdout).matches("background:#0f766e").count(), 2);
    assert!(failed(1, "mail", &["--accent-color", "green"]).contains("six hex digits"));
}

/// The options without the addresses, which only a whole message has.
fn only_words<'a>(args: &[&'a str]) -> Vec<&'a str> {
    let pairs = args.chunks(2).filter(|pair| !["--from", "--to"].contains(&pair[0]));
    pairs.flatten().copied().collect()
}

#[test]
fn each_message_has_an_id_of_its_own() {
    let id = || {
        let (message, _) = done("mail", &["--eml", "--from", "a@b.example", "--to", "c@d.example"]);
        read_message(&message)["message_id"].clone()
    };
    assert_ne!(id(), id());
}

#[test]
fn mail_lets_nothing_into_its_headers() {
    for address in [
        "a@b.example\r\nBcc: evil@c.example",
        "A\nBcc: evil@c.example <a@b.example>",
        "a@b.example, evil@c.example",
        "a@b.example> <evil@c.example",
        "",
        "a",
        "a@",
        "ä@b.example",
        "a@bücher.example",
    ] {
        assert!(
            failed(2, "mail", &["--eml", "--from", address, "--to", "c@d.example"]).contains("expected an address")
        );
    }
    let headers = ["--eml", "--from", "a@b.example", "--to", "c@d.example"];
    let with = |args: &[&'static str]| failed(1, "mail", &[&headers[..], args].concat());
    assert!(with(&["--subject", "a\r\nBcc: evil@c.example"]).contains("subject"));
    assert!(with(&["--subject", ""]).contains("subject"));
    assert!(with(&["--subject", "{link}"]).contains("placeholders"));
    assert!(with(&["--brand-name", "a\nBcc: evil@c.example"]).contains("brand name"));
    for incomplete in [&["--eml"][..], &["--eml", "--from", "a@b.example"], &["--eml", "--json"]] {
        failed(2, "mail", incomplete);
    }
}

#[test]
fn sealed_links_go_into_each() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = folder.path().join("keys.toml");
    let keys = keys.to_str().expect("UTF-8");
    assert!(capture(Command::new(BINARY).args(["keygen", keys]), b"").status.success());
    let seal = |args: &[&'static str]| [&["--seal", "--key-file", keys], args].concat();
    let is_sealed = |link: &str| link.starts_with("http://example.org/p?c=-") && link.len() == 90;
    let (sms, stderr) = done("sms", &seal(&[]));
    assert!(is_sealed(text(&sms).split(' ').next().expect("a link")));
    assert!(stderr.contains("109 units") && !stderr.contains("with a sealed link"), "{stderr}");
    assert!(is_sealed(&scan_bytes(&done("qr", &seal(&["--png", "-"])).0)));
    let (message, _) = done("mail", &seal(&["--eml", "--from", "a@b.example", "--to", "c@d.example"]));
    assert!(is_sealed(read_message(&message)["hrefs"][0].as_str().expect("a link")));
}
