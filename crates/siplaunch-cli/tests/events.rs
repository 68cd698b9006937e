//! The events and metrics of `serve`: every line of its log is an event, and every event and metric is documented.

mod common;

use std::{collections::BTreeSet, fs, io::Read as _, net::TcpListener, os::unix::fs::PermissionsExt as _};

use common::{
    http::ask,
    portal::{Portal, query},
    process::wait_until,
    siplaunch::{Server, events, spawn},
    text,
};
use serde_json::{Value, json};

const MANUAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operating.md");

/// A server with sealed links, a page, a file of revoked links, and a key file whose mode is too open.
struct Setting {
    portal: Portal,
    revoked: String,
    server: Server,
}

impl Setting {
    fn new() -> Self {
        let portal = Portal::new();
        let keys = portal.keys();
        fs::set_permissions(&keys, fs::Permissions::from_mode(0o644)).expect("mode set");
        let revoked = portal.folder.path().join("revoked").to_str().expect("UTF-8").to_owned();
        fs::write(&revoked, "").expect("written");
        let keys = keys.to_str().expect("UTF-8");
        let page = ["--page", "--base", "https://portal.example/p", "--metrics-listen", "127.0.0.1:0"];
        let server = Server::start(&[&["--key-file", keys, "--revoked", &revoked], &page[..]].concat());
        Self { portal, revoked, server }
    }

    fn status(&self, link: &str) -> u16 {
        self.server.ask("GET", &format!("/p?{}", query(link))).status
    }

    /// Makes the server read this list of revoked links, and returns the event of that.
    fn revoke(&self, list: &str, event: &str) -> Value {
        fs::write(&self.revoked, list).expect("written");
        let said = events(&self.server.reload(&format!("\"{event}\"")));
        let event = said.into_iter().find(|said| said["event"] == event).expect("an event");
        strip_time(event)
    }

    fn metrics(&self) -> String {
        ask(self.server.metrics.expect("an address"), "GET", "/metrics").body
    }
}

fn strip_time(mut event: Value) -> Value {
    let time = event.as_object_mut().expect("an object").remove("time").expect("a time");
    assert!(time.as_str().expect("a text").ends_with('Z'), "{time}");
    event
}

/// A link that has expired by now.
fn expired(setting: &Setting) -> String {
    let link = setting.portal.link_with(&["--ttl", "1s"]);
    let link = text(&link.stdout).trim().to_owned();
    wait_until("a link to expire", || setting.status(&link) == 410);
    link
}

fn assert_has(page: &str, line: &str) {
    assert!(page.lines().any(|candidate| candidate == line), "{line} is not in\n{page}");
}

#[test]
fn start_lists_the_files_content_and_the_risks() {
    let setting = Setting::new();
    let address = |address: Option<std::net::SocketAddr>| address.expect("an address").to_string();
    let (listen, metrics) = (setting.server.address.to_string(), address(setting.server.metrics));
    let events: Vec<_> = events(&setting.server.stop()).into_iter().map(strip_time).collect();
    let warnings = events.iter().filter(|event| event["event"] == "warning").map(|event| event["text"].to_string());
    let warnings = warnings.collect::<String>();
    assert!(warnings.contains("its key is public") && warnings.contains("chmod 0600"), "{warnings}");
    let start = json!({
        "event": "start",
        "version": env!("CARGO_PKG_VERSION"),
        "listen": listen,
        "metrics_listen": metrics,
        "revoked": 0,
        "page_missing": ["app_store", "google_play", "new_link_url"],
    });
    assert!(events.contains(&start), "{events:?}");
}

#[test]
fn requests_have_their_reason_and_the_links_id() {
    let setting = Setting::new();
    let (good, revoked, expired) = (setting.portal.link(), setting.portal.link(), expired(&setting));
    let [good_id, revoked_id] = [&good, &revoked].map(|link| setting.portal.id(link));
    assert_eq!(setting.status(&good), 200);
    setting.revoke(&revoked_id, "reloaded");
    assert_eq!(setting.status(&revoked), 410);
    assert_eq!(setting.status(&format!("{good}x")), 400);
    let page = setting.metrics();
    for reason in ["expired", "revoked", "bad"] {
        assert_has(&page, &format!("siplaunch_answers_total{{reason=\"{reason}\"}} 1"));
    }

    let log = setting.server.stop();
    let requests: Vec<_> = events(&log).into_iter().filter(|event| event["event"] == "request").collect();
    let shown: Vec<_> =
        requests.iter().map(|event| (event["reason"].as_str().expect("a reason"), event["id"].as_str())).collect();
    let expected = [("page", Some(good_id.as_str())), ("revoked", Some(&revoked_id)), ("bad", None)];
    assert_eq!(shown[shown.len() - 3..], expected);
    let (reason, late_id) = shown[shown.len() - 4];
    assert_eq!((reason, late_id.map(str::len)), ("expired", Some(32)));
    assert_ne!(late_id, Some(good_id.as_str()));
    for secret in [&good, &revoked, &expired].map(|link| query(link)) {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn reloads_are_counted_and_a_list_that_shrinks_is_seen() {
    let setting = Setting::new();
    let id = setting.portal.id(&setting.portal.link());
    let missing = json!(["app_store", "google_play", "new_link_url"]);
    let reloaded = |count: usize| json!({ "event": "reloaded", "revoked": count, "page_missing": missing });
    assert_eq!(setting.revoke(&format!("{id}\n{}\n", "0".repeat(32)), "reloaded"), reloaded(2));
    assert_has(&setting.metrics(), "siplaunch_revoked_links 2");
    assert!(setting.revoke("nonsense", "reload_failed")["error"].as_str().expect("a text").contains("line 1"));
    assert_has(&setting.metrics(), "siplaunch_revoked_links 2");
    assert_eq!(setting.revoke("", "reloaded"), reloaded(0));
    let page = setting.metrics();
    for line in [
        "siplaunch_revoked_links 0",
        "siplaunch_reloads_total{result=\"ok\"} 2",
        "siplaunch_reloads_total{result=\"failed\"} 1",
    ] {
        assert_has(&page, line);
    }
    setting.server.stop();
}

#[test]
fn errors_before_it_listens_are_text_and_warnings_are_events() {
    let taken = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr().map(|at| (listener, at)));
    let (_listener, address) = taken.expect("a port");
    let portal = Portal::new();
    let mut process = spawn(&["--listen", &address.to_string(), "--key-file", portal.keys().to_str().expect("UTF-8")]);
    assert_eq!(process.wait().code(), Some(1));
    let mut log = String::new();
    process.0.stderr.take().expect("a pipe").read_to_string(&mut log).expect("UTF-8");
    let (warnings, error) = log.split_at(log.find("siplaunch: --listen").expect("an error"));
    assert_eq!(events(warnings).len(), 2, "{log}");
    assert_eq!(error.lines().count(), 1, "{log}");
}

#[test]
fn the_manual_has_every_event_field_and_metric() {
    let manual = fs::read_to_string(MANUAL).expect("the manual");
    let setting = Setting::new();
    setting.status(&setting.portal.link());
    setting.revoke("nonsense", "reload_failed");
    setting.revoke("", "reloaded");
    let page = setting.metrics();
    let metrics = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
    let log = setting.server.stop();
    let names: BTreeSet<_> = events(&log)
        .into_iter()
        .flat_map(|event| {
            let fields = event.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
            fields.into_iter().chain([event["event"].as_str().expect("a name").to_owned()])
        })
        .collect();
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        assert!(manual.contains(&format!("`{name}`")), "`{name}` is not in the manual");
    }
    for metric in metrics {
        let ends = ["`", "{", "_total{", "_total`", "_info{"];
        assert!(ends.iter().any(|end| manual.contains(&format!("`{metric}{end}"))), "{metric} is not in the manual");
    }
}
