//! `serve` under load while its files are read again all the time.

mod common;

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use common::{
    process::Process,
    siplaunch::{BINARY, Server},
};
use rustix::process::Signal;

/// The vectors' first sealed link expires in 2027; this one is made for the test.
fn sealed_query(keys: &str) -> String {
    let link = Command::new(BINARY)
        .args(["link", "--username", "u", "--server", "s", "--base", "https://a", "--seal", "--key-file", keys])
        .args(["--password-env", "PASSWORD"])
        .env("PASSWORD", "p")
        .output()
        .expect("siplaunch");
    let link = String::from_utf8(link.stdout).expect("UTF-8");
    link.trim().split_once('?').expect("a query").1.to_owned()
}

#[test]
fn no_answer_fails_while_keys_are_reloaded_every_second() {
    let folder = tempfile::tempdir().expect("a folder");
    let [keys, brand] = ["keys.toml", "brand.toml"].map(|name| folder.path().join(name));
    fs::write(&brand, "key = \"0123456789abcdef\"\niv = \"0123456789abcdef\"\n").expect("written");
    fs::set_permissions(&brand, fs::Permissions::from_mode(0o600)).expect("mode set");
    let [keys, brand] = [&keys, &brand].map(|path| path.to_str().expect("UTF-8"));
    assert!(Command::new(BINARY).args(["keygen", keys]).status().expect("siplaunch").success());
    let server = Server::start(&["--access-log", "off", "--key-file", keys, "--brand-file", brand]);

    let url = format!("http://{}/p?{}", server.address, sealed_query(keys));
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "2", "--connections", "32", "--duration", "4s", &url]).stdout(Stdio::piped());
    let mut wrk = Process::start(&mut wrk, "wrk");
    for round in 0..4 {
        thread::sleep(Duration::from_millis(900));
        // Each reload reads one key more. The fifth key is refused, and that reload changes nothing.
        let added = Command::new(BINARY).args(["keygen", "--add", keys]).output().expect("siplaunch");
        assert_eq!(added.status.success(), round < 3);
        server.process.signal(Signal::HUP);
    }
    assert!(wrk.wait().success());
    let report = std::io::read_to_string(wrk.0.stdout.take().expect("a pipe")).expect("UTF-8");
    let requests: u64 = report
        .lines()
        .find_map(|line| line.trim().split_once(" requests in ")?.0.parse().ok())
        .expect("a number of requests");
    assert!(requests > 1000, "{report}");
    assert!(!report.contains("Non-2xx") && !report.contains("Socket errors"), "{report}");
    let log = server.stop();
    assert_eq!(log.matches("\"reloaded\"").count(), 4, "{log}");
}
