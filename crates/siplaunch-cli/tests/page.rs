//! `--page` of `siplaunch serve` and `siplaunch cgi`: its answers, and its configuration file.
#![allow(clippy::panic, reason = "a failure here is a failed test")]

mod common;

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use common::{
    APP_LINK, QUERY,
    http::{Client, Reply},
    process::wait_until,
    siplaunch::{BINARY, Server},
};
use rustix::process::Signal;
use siplaunch::{Page, PageText, SettingKind};
use tempfile::TempDir;

const BASE: &str = "https://portal.example/p";
const ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K) Chrome/130.0.0.0 Mobile Safari/537.36";

/// A folder with a page configuration, and with `logo.*` files of four bytes.
struct Config {
    folder: TempDir,
}

impl Config {
    fn new(text: &str) -> Self {
        let config = Self { folder: tempfile::tempdir().expect("a folder") };
        config.write(text);
        for extension in ["svg", "png", "JPG", "webp", "gif"] {
            fs::write(config.folder.path().join(format!("logo.{extension}")), b"\0\x01\x02\xFF").expect("written");
        }
        config
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("page.toml")
    }

    fn write(&self, text: &str) {
        fs::write(self.path(), text).expect("written");
    }

    fn cgi(&self, user_agent: &str) -> Output {
        let mut command = Command::new(BINARY);
        command.args(["cgi", "--page", "--base", BASE, "--page-config"]).arg(self.path());
        command.env_clear().env("REQUEST_METHOD", "GET").env("QUERY_STRING", QUERY).env("HTTP_USER_AGENT", user_agent);
        command.output().expect("siplaunch starts")
    }

    /// The page that it makes.
    #[track_caller]
    fn page(&self) -> String {
        let output = self.cgi("");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The error that it causes.
    #[track_caller]
    fn error(&self) -> String {
        let output = self.cgi("");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(output.stdout, b"");
        String::from_utf8(output.stderr).expect("UTF-8")
    }
}

fn ask(server: &Server, query: &str, user_agent: &str) -> Reply {
    let mut client = Client::connect(server.address);
    client.send(format!("GET /p?{query} HTTP/1.1\r\nHost: a\r\nUser-Agent: {user_agent}\r\n\r\n"));
    client.reply("GET")
}

/// Without the app a redirect is a dead end, and WebKit shows the token.
#[test]
fn the_page_is_shown_before_the_redirect() {
    let help = |args: &[&str]| Command::new(BINARY).args(args).output().expect("siplaunch").stdout;
    let help = |args: &[&str]| String::from_utf8(help(args)).expect("UTF-8");
    let readme = include_str!("../README.md").to_owned();
    for text in [help(&["--help"]), help(&["serve", "--help"]), help(&["serve", "-h"]), readme] {
        let text = text.replace(" \\\n   ", "");
        let mut examples = text.lines().filter(|line| line.trim_start().starts_with("siplaunch serve --listen"));
        assert!(examples.next().expect("an example").contains(" --page --base https://"), "{text}");
    }
}

#[test]
fn serve_answers_with_pages() {
    let server = Server::start(&["--page", "--base", BASE]);
    let reply = ask(&server, QUERY, ANDROID);
    reply.assert_safe();
    assert_eq!((reply.status, reply.header("Location")), (200, None));
    assert!(reply.body.contains(&format!("href=\"{APP_LINK}\"")) && reply.body.contains("Open sip:phone"));
    let reply = ask(&server, "c=evil", ANDROID);
    reply.assert_safe();
    assert!(reply.status == 400 && reply.body.contains("This link does not work"));
    let log = server.stop();
    assert!(!log.contains("CI8V") && !log.contains("Android"), "{log}");
}

#[test]
fn the_documented_configuration_makes_a_page() {
    let document = include_str!("../../../docs/page.md");
    let (_, example) = document.split_once("```toml\n").expect("an example");
    let (example, _) = example.split_once("```").expect("the example's end");
    let page = Config::new(example).page();
    let values = ["lang=\"en\"", "#0f766e", "alt=\"Acme\"", "image/svg+xml", "apps.apple.com", "play.google.com"];
    for value in [&values[..], &["Welcome to Acme Phone", "Acme Phone opens and signs you in."]].concat() {
        assert!(page.contains(value), "{value}: {page}");
    }
}

#[test]
fn serve_reads_the_configuration_again() {
    let config = Config::new("android_package = \"com.example.phone\"");
    let path = config.path();
    let server = Server::start(&["--page", "--base", BASE, "--page-config", path.to_str().expect("UTF-8")]);
    let intent =
        format!("{}#Intent;scheme=sipphone;package=com.example.phone;end", APP_LINK.replace("sipphone", "intent"));
    assert!(ask(&server, QUERY, ANDROID).body.contains(&intent));
    assert!(ask(&server, QUERY, "Mozilla/5.0 (iPhone)").body.contains(APP_LINK));

    config.write("language = \"de\"");
    server.process.signal(Signal::HUP);
    wait_until("the new page", || ask(&server, QUERY, "").body.contains("sip:phone öffnen"));
    config.write("language = \"de");
    server.process.signal(Signal::HUP);
    assert!(ask(&server, QUERY, "").body.contains("sip:phone öffnen"));
}

#[test]
fn cgi_answers_with_pages() {
    let config =
        Config::new("android_package = \"com.example.phone\"\nandroid_fallback_url = \"https://store.example\"");
    let android = String::from_utf8(config.cgi(ANDROID).stdout).expect("UTF-8");
    assert!(android.starts_with("Status: 200 OK\n"), "{android}");
    assert!(android.contains("S.browser_fallback_url=https%3A%2F%2Fstore.example;end"));
    assert!(config.page().contains(&format!("href=\"{APP_LINK}\"")));
}

/// A setting that the core gets later must cost the command nothing.
#[test]
fn every_setting_is_in_the_help_and_in_files() {
    let help = Command::new(BINARY).args(["serve", "--help"]).output().expect("siplaunch").stdout;
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let help = one_line(str::from_utf8(&help).expect("UTF-8"));
    let mut file = String::new();
    for setting in Page::settings() {
        let value = match setting.kind {
            SettingKind::Text => "\"Some text\"",
            SettingKind::LanguageTag => "\"de-AT\"",
            SettingKind::Direction => "\"rtl\"",
            SettingKind::Color => "\"#0f766e\"",
            SettingKind::Image => "\"logo.png\"",
            SettingKind::Package => "\"com.example.phone\"",
            SettingKind::Url => "\"https://store.example/\"",
            SettingKind::Flag => "true",
            kind => panic!("a value for {kind:?}"),
        };
        file += &format!("{} = {value}\n", setting.name);
        assert!(help.contains(&format!(" {} (", setting.name)), "{}", setting.name);
        assert!(help.contains(&format!(") {}", one_line(setting.help))), "{}", setting.help);
    }
    assert!(Config::new(&file).page().starts_with("Status: 200 OK\n"));
}

#[test]
fn each_entry_shows() {
    let config = Config::new(
        r##"
        language = "de-AT"
        brand_name = "Acme & Co"
        accent_color = "#0F766E"
        logo = "logo.svg"
        logo_alt = "The logo"
        app_store = "https://a.example/"
        google_play = "https://g.example/"
        auto_open = true
        [texts]
        lead = "Servus, {brand}"
        "##,
    );
    let page = config.page();
    for part in [
        "<html lang=\"de-AT\" dir=\"ltr\">",
        "<h1>Acme &amp; Co einrichten</h1>",
        "--accent:#0f766e;",
        "<img src=\"data:image/svg+xml;base64,AAEC/w==\" alt=\"The logo\">",
        "<a href=\"https://a.example/\">",
        "<a href=\"https://g.example/\">",
        "http-equiv=\"refresh\"",
        ">Servus, Acme &amp; Co</p>",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn a_logos_name_says_its_type() {
    for (name, start) in [("png", "image/png"), ("JPG", "image/jpeg"), ("webp", "image/webp")] {
        let page = Config::new(&format!("logo = \"logo.{name}\"\nbrand_name = \"Acme\"")).page();
        assert!(page.contains(&format!("src=\"data:{start};base64,AAEC/w==\" alt=\"Acme\"")), "{name}");
    }
    assert!(Config::new("logo = \"logo.gif\"").error().contains("must end in .svg"));
    assert!(Config::new("\nlogo = \"none.svg\"").error().contains("page.toml: line 2: logo: No such file"));
    let config = Config::new("logo = \"logo.svg\"");
    fs::write(config.folder.path().join("logo.svg"), vec![b'x'; 60_000]).expect("written");
    assert!(config.error().contains("at most 65536 bytes"));
}

#[test]
fn another_language_needs_all_texts() {
    let all: String = PageText::ALL.iter().map(|text| format!("{} = \"x\"\n", text.as_str())).collect();
    let config = Config::new(&format!("language = \"ar\"\ndirection = \"rtl\"\n[texts]\n{all}"));
    assert!(config.page().contains("<html lang=\"ar\" dir=\"rtl\">"));
    config.write(&format!("language = \"ar\"\n[texts]\n{}", all.replace("scan = \"x\"\n", "")));
    assert!(config.error().contains("page.toml: texts.scan: a page in a language other than en and de needs all"));
}

#[test]
fn errors_name_the_line_and_quote_nothing() {
    for (line, text) in [
        (1, "secret = \"the-secret\""),
        (2, "language = \"en\"\nsecret = \"the-secret\""),
        (3, "\nlanguage = \"en\"\nlanguage = \"the-secret\""),
        (3, "\n[texts]\nsecret = \"the-secret\""),
        (4, "[texts]\nlead = \"x\"\n\nlead = \"the-secret\""),
        (2, "# the-secret\nauto_open = \"the-secret\""),
        (1, "brand_name = true # the-secret"),
        (1, "texts = \"the-secret\""),
        (1, "[the-secret]\nbrand_name = \"x\""),
        (1, "[the-secret]"),
        (1, "[[texts]]\nlead = \"the-secret\""),
        (2, "[texts]\nlead.the-secret = \"x\""),
        (2, "\nlogo = \"the-secret\""),
        (1, "direction = \"the-secret\""),
        (2, "\nbrand_name = \"the-secret"),
        (1, "the-secret"),
    ] {
        let error = Config::new(text).error();
        assert!(error.contains(&format!("page.toml: line {line}: ")), "{text:?}: {error}");
        assert!(!error.contains("the-secret") && error.lines().count() == 1, "{error}");
    }
}

#[test]
fn errors_name_the_setting_and_its_line() {
    for (entry, value) in [
        ("accent_color", "red"),
        ("app_store", "market://a"),
        ("google_play", "play"),
        ("new_link_url", "javascript:alert(1)"),
        ("language", "en-"),
    ] {
        let error = Config::new(&format!("\n{entry} = \"{value}\"")).error();
        assert!(error.contains(&format!("page.toml: line 2: {entry}: ")), "{error}");
    }
    assert!(Config::new("[texts]\nlead = \" \"").error().contains("page.toml: line 2: texts.lead: "));
    assert!(Config::new("auto_open = \"true\"").error().contains("line 1: auto_open: expected true or false"));
    assert!(Config::new("brand_name = 5").error().contains("line 1: brand_name: expected a text in quotes"));
    assert!(Config::new("android_package = \"phone\"").error().contains("Android application id"));
    assert!(
        Config::new("android_fallback_url = \"https://a.example\"")
            .error()
            .contains("android_package: the package must")
    );
}

#[test]
fn the_options_need_each_other() {
    for options in
        [&["--page"][..], &["--base", BASE], &["--page-config", "page.toml"], &["--page", "--page-config", "x"]]
    {
        let output = Command::new(BINARY).arg("cgi").args(options).output().expect("siplaunch starts");
        assert_eq!(output.status.code(), Some(2), "{options:?}");
    }
    let output = Command::new(BINARY).args(["cgi", "--page", "--base", "https://a.example/?c=1"]).output();
    assert_eq!(output.expect("siplaunch starts").status.code(), Some(1));
}
