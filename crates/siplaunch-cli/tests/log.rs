//! `serve` whose log cannot be written: it answers, reloads and stops all the same.

mod common;

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read},
    net::SocketAddr,
    process::{Command, Stdio},
};

use common::{
    QUERY,
    http::{Client, ask, head},
    portal::{Portal, query},
    process::{Process, free_address, wait_until},
    siplaunch::BINARY,
};
use rustix::process::Signal;
use serde_json::Value;

struct Server {
    process: Process,
    address: SocketAddr,
    metrics: SocketAddr,
}

impl Server {
    fn start(command: &mut Command, options: &[&str]) -> Self {
        let [address, metrics] = [(); 2].map(|()| free_address());
        command.args(["serve", "--listen", &address.to_string(), "--metrics-listen", &metrics.to_string()]);
        let mut process = Process::spawn(command.args(options)).expect("siplaunch starts");
        process.wait_listening(metrics);
        Self { process, address, metrics }
    }

    fn status(&self, link: &str) -> u16 {
        ask(self.address, "GET", &format!("/p?{}", query(link))).status
    }

    /// Sends requests, so many before an answer is read.
    fn send(&self, requests: usize) {
        let mut client = Client::connect(self.address);
        client.send(head("GET", &format!("/p?{QUERY}")).repeat(requests));
        (0..requests).for_each(|_| assert_eq!(client.reply("GET").status, 302));
    }

    /// Sends requests until the log is full, and returns their number.
    fn flood(&self) -> usize {
        const BATCH: usize = 100;
        let mut sent = 0;
        while self.dropped() == 0 {
            self.send(BATCH);
            sent += BATCH;
        }
        assert!(sent > 1000, "{sent}");
        sent
    }

    fn dropped(&self) -> usize {
        let page = ask(self.metrics, "GET", "/metrics").body;
        let value = page.lines().find_map(|line| line.strip_prefix("siplaunch_log_lines_dropped_total "));
        value.expect("a metric").parse().expect("a number")
    }

    fn stop(mut self) {
        self.process.signal(Signal::TERM);
        assert!(self.process.wait().success());
    }
}

/// A portal with a link and the file that can revoke it.
fn portal() -> (Portal, String, String) {
    let portal = Portal::new();
    let link = portal.link();
    let revoked = portal.folder.path().join("revoked").to_str().expect("UTF-8").to_owned();
    fs::write(&revoked, "").expect("written");
    (portal, link, revoked)
}

fn revoke(server: &Server, portal: &Portal, link: &str, file: &str) {
    assert_eq!(server.status(link), 302);
    fs::write(file, portal.id(link)).expect("written");
    server.process.signal(Signal::HUP);
    wait_until("a revoked link", || server.status(link) == 410);
}

#[test]
fn a_log_that_cannot_be_written_stops_nothing() {
    let (portal, link, revoked) = portal();
    let keys = portal.keys();
    let options = ["--key-file", keys.to_str().expect("UTF-8"), "--revoked", &revoked];
    for log in ["a reader that stalls", "a reader that goes", "a full disk", "closed"] {
        fs::write(&revoked, "").expect("written");
        let mut command = match log {
            "closed" => Command::new("sh"),
            _ => Command::new(BINARY),
        };
        let full = File::options().write(true).open("/dev/full").expect("a device");
        match log {
            "closed" => command.args(["-c", "exec \"$0\" \"$@\" 2>&-", BINARY]),
            "a full disk" => command.stderr(full),
            _ => command.stderr(Stdio::piped()),
        };
        let mut server = Server::start(&mut command, &options);
        if log == "a reader that goes" {
            drop(server.process.0.stderr.take());
        }
        if log == "a reader that stalls" {
            server.flood();
        }
        revoke(&server, &portal, &link, &revoked);
        if log != "closed" {
            wait_until("lines to be counted", || server.dropped() > 0);
        }
        server.stop();
    }
}

#[test]
fn a_reader_that_comes_back_reads_how_many_lines_are_missing() {
    let mut server = Server::start(Command::new(BINARY).stderr(Stdio::piped()), &[]);
    let sent = server.flood();
    let dropped = server.dropped();
    assert!(dropped > 0);

    let mut log = BufReader::new(server.process.0.stderr.take().expect("a pipe"));
    let (mut events, mut line) = (Vec::<Value>::new(), String::new());
    while events.last().is_none_or(|event| event["event"] != "log_dropped") {
        line.clear();
        log.read_line(&mut line).expect("a line");
        events.push(serde_json::from_str(&line).expect("JSON"));
    }
    assert_eq!(events.last().expect("an event")["lines"], dropped);
    let requests = events.iter().filter(|event| event["event"] == "request").count();
    assert_eq!(requests + dropped, sent);

    assert_eq!(ask(server.address, "GET", "/healthz").status, 200);
    server.stop();
    let mut rest = String::new();
    log.read_to_string(&mut rest).expect("UTF-8");
    let rest: Vec<Value> = rest.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let rest: Vec<_> = rest.iter().map(|event| event["event"].as_str().expect("a name")).collect();
    assert_eq!(rest, ["request", "stop", "stopped"]);
}
