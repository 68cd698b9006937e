//! Sealed links from key file to tap: the command, `serve` and `cgi` with keys, revocation and reload.

mod common;

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use common::{
    APP_LINK,
    http::ask,
    portal::{Portal, query},
    process::capture,
    siplaunch::{BINARY, Server},
    text,
};

fn mode(path: &Path) -> u32 {
    path.metadata().expect("a file").permissions().mode() & 0o777
}

#[test]
fn a_key_file_is_private_and_never_written_over() {
    let portal = Portal::new();
    assert_eq!(mode(&portal.keys()), 0o600);
    let before = fs::read(portal.keys()).expect("a key file");
    let again = portal.keygen(&[]);
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(fs::read(portal.keys()).expect("a key file"), before);
    let nowhere = capture(Command::new(BINARY).args(["keygen", "/nonexistent/keys.toml"]), "");
    assert_eq!(nowhere.status.code(), Some(1));
    assert_eq!(fs::read_dir(portal.folder.path()).expect("a folder").count(), 1, "nothing half-written is left");
}

#[test]
fn a_rotation_as_documented() {
    let portal = Portal::new();
    let old = portal.link();
    fs::set_permissions(portal.keys(), fs::Permissions::from_mode(0o640)).expect("mode set");
    assert!(portal.keygen(&["--add"]).status.success());
    assert_eq!(mode(&portal.keys()), 0o640, "the web server's group can still read it");
    let new = portal.link();
    assert!(portal.opens(&old) && portal.opens(&new));
    assert_eq!(portal.keygen(&["--remove", "1"]).status.code(), Some(1), "the current key stays");
    assert_eq!(portal.keygen(&["--remove", "3"]).status.code(), Some(1), "there is none");
    assert!(portal.keygen(&["--remove", "0"]).status.success());
    assert!(!portal.opens(&old) && portal.opens(&new));
    for _ in 0..3 {
        assert!(portal.keygen(&["--add"]).status.success());
    }
    let fifth = portal.keygen(&["--add"]);
    assert_eq!(fifth.status.code(), Some(1));
    assert!(text(&fifth.stderr).contains("--remove a key"), "{}", text(&fifth.stderr));
}

#[test]
fn open_shows_fields_expiry_and_id_and_hides_the_password() {
    let portal = Portal::new();
    let made: serde_json::Value =
        serde_json::from_slice(&portal.link_with(&["--json", "--ttl", "90m"]).stdout).expect("JSON");
    let link = made["launch_link"].as_str().expect("a link");
    assert_eq!(made["launch_link_length"], link.len());
    assert_eq!(query(link).len(), "c=".len() + 67);

    let hidden = portal.open(link, &[]);
    let shown = text(&hidden.stdout);
    assert!(shown.contains("username: testuser\n") && !shown.contains("testpass"), "{shown}");
    assert!(shown.contains(made["id"].as_str().expect("an id")), "{shown}");
    let report: serde_json::Value =
        serde_json::from_slice(&portal.open(&link[27..], &["--json", "--show-password"]).stdout).expect("JSON");
    assert_eq!((&report["password"], &report["expires"]), (&"testpass".into(), &made["expires"]));

    assert_eq!(portal.open(link, &["--context", "elsewhere"]).status.code(), Some(1));
    assert_eq!(report["expired"], false);
}

#[test]
fn open_shows_an_expired_link_and_fails() {
    let portal = Portal::new();
    let (link, other) = (portal.expired_link(), Portal::new());
    let expired = portal.open(&link, &[]);
    assert_eq!(expired.status.code(), Some(1));
    assert_eq!(text(&expired.stderr), "siplaunch: the sealed link has expired\n");
    let shown = text(&expired.stdout);
    // Sealing may move the time on by a few seconds.
    for line in ["username: testuser", "server:   example.org", "expired:  since 2001-09-09T01:46:"] {
        assert!(shown.lines().any(|shown| shown.starts_with(line)), "{line}: {shown}");
    }
    assert!(shown.contains("\nid:       ") && !shown.contains("testpass"), "{shown}");
    assert!(text(&portal.open(&link, &["--show-password"]).stdout).contains("password: testpass\n"));

    let json = portal.open(&link, &["--json"]);
    assert_eq!(json.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(report["expired"], true);
    assert!((1_000_000_000..1_000_000_010).contains(&report["expires"].as_u64().expect("a time")), "{report}");
    assert_eq!((&report["username"], &report["server"]), (&"testuser".into(), &"example.org".into()));
    assert_eq!(report["id"].as_str().map(str::len), Some(32));

    // Without the key or the context nothing is shown, expired or not.
    for (opener, args) in [(&other, &[][..]), (&portal, &["--context", "elsewhere"])] {
        let invalid = opener.open(&link, args);
        assert_eq!((invalid.status.code(), text(&invalid.stdout)), (Some(1), ""));
        assert_eq!(text(&invalid.stderr), "siplaunch: not a valid sealed link; siplaunch explain names the faults\n");
    }
}

#[test]
fn decode_and_open_name_each_other() {
    let portal = Portal::new();
    let sealed = portal.link();
    let plain = format!("https://portal.example/p?{}", common::QUERY);
    let token = APP_LINK.split_once("://").expect("a token").1;
    for link in [sealed.as_str(), &sealed[27..], &portal.expired_link()] {
        let decoded = capture(Command::new(BINARY).arg("decode"), link);
        assert_eq!((decoded.status.code(), text(&decoded.stdout)), (Some(1), ""), "{link}");
        assert!(text(&decoded.stderr).contains("siplaunch open"), "{}", text(&decoded.stderr));
    }
    for link in [plain.as_str(), APP_LINK, token] {
        let opened = portal.open(link, &[]);
        assert_eq!((opened.status.code(), text(&opened.stdout)), (Some(1), ""), "{link}");
        assert!(text(&opened.stderr).contains("siplaunch decode"), "{}", text(&opened.stderr));
        assert!(capture(Command::new(BINARY).arg("decode"), link).status.success());
    }
}

#[test]
fn bad_key_files_are_refused_without_repeating_them() {
    let portal = Portal::new();
    let key = "5e".repeat(32);
    for (text_of_file, fix) in [
        ("current = 0\n[keys]\n0 = \"5e5e\"".to_owned(), "32 bytes"),
        (format!("current = 1\n[keys]\n0 = \"{key}\""), "current"),
        (format!("current = 0\n[keys]\n4 = \"{key}\""), "0 to 3"),
        (format!("current = 0\n[keys]\n0 = \"{key}\"\n0 = \"{key}\""), "line 4"),
        (format!("current = 0\nsesame = 5\n[keys]\n0 = \"{key}\""), "line 2"),
        (format!("current = 0\n[keys]\n0 = {key}"), "line 3"),
        (String::new(), "line 1"),
    ] {
        fs::write(portal.keys(), &text_of_file).expect("written");
        let done = portal.link_with(&[]);
        let stderr = text(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{text_of_file}");
        assert!(stderr.contains(fix), "{fix}: {stderr}");
        assert!(!stderr.contains("5e5e") && !stderr.contains("sesame"), "{stderr}");
    }
}

#[test]
fn cgi_opens_sealed_links() {
    let portal = Portal::new();
    let link = portal.link();
    let mut cgi = Command::new(BINARY);
    cgi.args(["cgi", "--sealed-only", "--key-file"]).arg(portal.keys());
    let answer = capture(cgi.env("REQUEST_METHOD", "GET").env("QUERY_STRING", query(&link)), "");
    assert!(text(&answer.stdout).contains(&format!("Location: {APP_LINK}\n")), "{}", text(&answer.stderr));
    let token = capture(cgi.env("QUERY_STRING", common::QUERY), "");
    assert!(text(&token.stdout).starts_with("Status: 400 "));
}

#[test]
fn a_handler_for_tokens_takes_the_scheme_of_its_brand() {
    let portal = Portal::new();
    let brand = portal.brand();
    fs::write(&brand, "scheme = \"acme\"\nkey = \"0123456789abcdef\"\niv = \"0123456789abcdef\"\n").expect("written");
    let location = |args: &[&str]| {
        let mut cgi = Command::new(BINARY);
        cgi.arg("cgi").arg("--brand-file").arg(&brand).args(args);
        let answer = capture(cgi.env("REQUEST_METHOD", "GET").env("QUERY_STRING", common::QUERY), "");
        let answer = text(&answer.stdout).to_owned();
        answer.lines().find_map(|line| line.strip_prefix("Location: ")).expect("a Location").to_owned()
    };
    assert!(location(&[]).starts_with("acme://CI8V"));
    assert!(location(&["--scheme", "other"]).starts_with("other://CI8V"));
}

#[test]
fn a_one_time_link_needs_keys_and_no_other_option() {
    let portal = Portal::new();
    let args = ["--username", "testuser", "--server", "example.org", "--base", "https://portal.example/p", "--once"];
    let link = |subcommand: &str, rest: &[&str]| {
        let mut command = Command::new(BINARY);
        capture(command.arg(subcommand).args(args).args(rest).env_remove("SIPLAUNCH_KEY_FILE"), "testpass")
    };
    let keys = portal.keys();
    let keys = ["--key-file", keys.to_str().expect("UTF-8")];
    for subcommand in ["link", "sms", "mail", "qr"] {
        let done = link(subcommand, &keys);
        assert!(done.status.success(), "{subcommand}: {}", text(&done.stderr));
        assert!(!text(&done.stderr).contains("without --seal"), "{}", text(&done.stderr));
        let done = link(subcommand, &[]);
        assert_eq!(done.status.code(), Some(2), "{subcommand}");
        assert!(text(&done.stderr).contains("--key-file"), "{}", text(&done.stderr));
    }
    assert_eq!(link("qr", &[&keys[..], &["--app-link"]].concat()).status.code(), Some(2));
    let sms = link("sms", &keys);
    let (sms, budget) = (text(&sms.stdout), text(&sms.stderr));
    assert!(sms.starts_with("https://portal.example/p?c=.") && budget.contains("GSM-7, 120 units, 1 part"), "{budget}");
}

#[test]
fn two_one_time_links_with_one_login_and_expiry_are_two() {
    let portal = Portal::new();
    let [first, second] = [(); 2].map(|()| portal.one_time_link());
    let sealed = query(&first).strip_prefix("c=.").expect("a one-time link");
    assert_eq!(sealed.len(), 73);
    assert_ne!(portal.id(&first), portal.id(&second));
    assert!(portal.opens(&first) && portal.opens(&second));
    let long = portal.link_with(&["--once", "--ttl", "7days", "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&long.stdout).expect("JSON");
    let expected = siplaunch::now() + 7 * 24 * 3600;
    assert!(expected.abs_diff(report["expires"].as_u64().expect("a time")) < 10, "{report}");
}

#[test]
fn keys_without_seal_are_warned_of() {
    let portal = Portal::new();
    let link = ["link", "--username", "testuser", "--server", "example.org", "--base", "https://portal.example/p"];
    let plain = capture(Command::new(BINARY).args(link).arg("--key-file").arg(portal.keys()), "testpass");
    assert!(text(&plain.stderr).contains("without --seal"), "{}", text(&plain.stderr));
    assert!(!text(&portal.link_with(&[]).stderr).contains("without --seal"));
}

#[test]
fn serve_opens_revokes_and_reloads() {
    let portal = Portal::new();
    let (first, second) = (portal.link(), portal.link_with(&["--ttl", "2h"]));
    let second = text(&second.stdout).trim();
    let revoked = portal.folder.path().join("revoked");
    fs::write(&revoked, "# none yet\n\n").expect("written");
    let keys = portal.keys();
    let brand = portal.brand();
    let [keys_path, revoked_path, brand_path] = [&keys, &revoked, &brand].map(|path| path.to_str().expect("UTF-8"));
    let args = ["--key-file", keys_path, "--revoked", revoked_path, "--brand-file", brand_path];
    let serve = Server::start(&args);
    let status = |link: &str| ask(serve.address, "GET", &format!("/p?{}", query(link))).status;
    let reply = ask(serve.address, "GET", &format!("/p?{}", query(&first)));
    assert_eq!((reply.status, reply.header("Location")), (302, Some(APP_LINK)));
    reply.assert_safe();
    assert_eq!(status(second), 302);

    fs::write(&revoked, format!("{}  # lost phone\n", portal.id(&first).to_uppercase())).expect("written");
    serve.reload("reloaded");
    assert_eq!((status(&first), status(second)), (410, 302));

    fs::write(&revoked, "nonsense\n").expect("written");
    let log = serve.reload("reload_failed");
    assert!(log.contains("line 1") && !log.contains("nonsense"), "{log}");
    assert_eq!((status(&first), status(second)), (410, 302), "the old state is kept");

    fs::write(&revoked, "").expect("written");
    assert!(portal.keygen(&["--add"]).status.success());
    let third = portal.link();
    assert_eq!(status(&third), 400, "its key is not loaded yet");
    serve.reload("reloaded");
    assert_eq!((status(&first), status(second), status(&third)), (302, 302, 302));
    assert!(portal.keygen(&["--remove", "0"]).status.success());
    serve.reload("reloaded");
    assert_eq!((status(&first), status(&third)), (400, 302));
    let log = serve.log();
    for secret in [query(&first), query(&third), "testpass", "testuser"] {
        assert!(!log.contains(secret), "{log}");
    }
}
