//! `siplaunch serve` as a process, asked over raw connections.
#![allow(clippy::panic, reason = "a failure here is a failed test")]

mod common;

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use common::{
    APP_LINK, QUERY, SECRET,
    http::{Client, ask, head},
    process::{run, wait_until},
    siplaunch::{BINARY, Server, events, spawn},
};
use rustix::process::Signal;
use serde_json::Value;

fn launch() -> String {
    format!("/p?{QUERY}")
}

#[test]
fn get_redirects_to_the_app_link_byte_for_byte() {
    let reply = Server::start(&[]).ask("GET", &launch());
    assert_eq!(reply.status, 302);
    assert_eq!(reply.headers[0], ("Location".to_owned(), APP_LINK.to_owned()));
    reply.assert_safe();
    assert!(reply.header("Content-Security-Policy").is_some());
    assert!(reply.body.starts_with("<!DOCTYPE html>") && reply.body.ends_with("</html>\n"));
}

#[test]
fn head_gets_the_same_headers_and_nothing_else() {
    let server = Server::start(&[]);
    let get = server.ask("GET", &launch());
    let mut client = Client::connect(server.address);
    client.send(head("HEAD", &launch()).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    let reply = client.reply("HEAD");
    assert_eq!(reply.status, 302);
    let unlike = ["content-length", "connection", "date"];
    let alike = |(name, _): &&(String, String)| !unlike.contains(&name.to_ascii_lowercase().as_str());
    assert!(get.headers.iter().filter(alike).eq(reply.headers.iter().filter(alike)));
    assert_eq!(client.rest().expect("closed"), b"");
}

#[test]
fn a_damaged_link_is_repaired_or_refused_and_injects_nothing() {
    const PLUS: &str = "sipphone://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=";
    let token = QUERY.strip_prefix("c=").expect("a token");
    let double = format!("c={}", token.replace('%', "%25"));
    let broken = format!("c={}%0d%0a{}", &token[..20], &token[20..]);
    let twice = format!("{QUERY}&{QUERY}");
    let after = format!("{QUERY}%0d%0aX-Injected:%201");
    let cases = [
        (double.as_str(), Some(APP_LINK)),
        (&broken, Some(APP_LINK)),
        ("c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft+%2Ft4vdLD8%3D", Some(PLUS)),
        ("c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%20%2Ft4vdLD8%3D", Some(PLUS)),
        (&twice, None),
        (&after, None),
        ("c=%0d%0aX-Injected:%201", None),
        ("c=%0d%0a%0d%0a%3Chtml%3E", None),
        ("c=%00", None),
        ("c=javascript:alert(1)", None),
        ("c=https://evil.example/", None),
        ("c=\u{fc}n\u{ef}c\u{f6}de", None),
        ("c=%FF%FE", None),
        ("c=", None),
        ("", None),
    ];
    let server = Server::start(&[]);
    for (query, location) in cases {
        let reply = server.ask("GET", &format!("/p?{query}"));
        assert_eq!((reply.status, reply.header("Location")), (if location.is_some() { 302 } else { 400 }, location));
        assert_eq!(reply.header("X-Injected"), None);
        reply.assert_safe();
    }
}

#[test]
fn bytes_that_no_url_has_are_refused() {
    let server = Server::start(&[]);
    for junk in [&b"\xff"[..], b"\x00", b" ", b"<", b"\r\n\r\n\r\n"] {
        let mut client = Client::connect(server.address);
        client.send([b"GET /p?c=", junk, b"A HTTP/1.1\r\nHost: a\r\n\r\n"].concat());
        assert_eq!(client.reply("GET").status, 400, "{junk:?}");
    }
}

#[test]
fn other_methods_are_not_allowed_and_their_bodies_not_waited_for() {
    let server = Server::start(&[]);
    for (method, header) in
        [("POST", "Content-Length: 9999999"), ("PUT", "Transfer-Encoding: chunked"), ("BREW", "A: b")]
    {
        let mut client = Client::connect(server.address);
        let start = Instant::now();
        client.send(
            head(method, &launch()).replace("\r\n\r\n", &format!("\r\nExpect: 100-continue\r\n{header}\r\n\r\n")),
        );
        let reply = client.reply(method);
        assert_eq!((reply.status, reply.header("Allow")), (405, Some("GET, HEAD")));
        reply.assert_safe();
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}

#[test]
fn a_client_that_sends_its_body_first_still_reads_the_answer() {
    let server = Server::start(&[]);
    let mut client = Client::connect(server.address);
    client.send(head("POST", &launch()).replace("\r\n\r\n", "\r\nContent-Length: 900000\r\n\r\n"));
    client.send(vec![b'x'; 900_000]);
    assert_eq!(client.reply("POST").status, 405);
    assert_eq!(client.rest().expect("closed, not reset"), b"");
}

#[test]
fn long_queries_are_refused() {
    let server = Server::start(&[]);
    let padded = |len: usize| format!("/p?{QUERY}&x={}", "x".repeat(len - QUERY.len() - 3));
    assert_eq!(server.ask("GET", &padded(8192)).status, 302);
    for len in [8193, 60_000] {
        let reply = server.ask("GET", &padded(len));
        assert_eq!(reply.status, 414);
        reply.assert_safe();
    }
    assert_eq!(server.ask("GET", &padded(1 << 20)).status, 431);
}

#[test]
fn other_paths_are_not_found() {
    let server = Server::start(&[]);
    for path in ["/", "/P", "/p/", "//p", "/%70", "/metrics", "/../p"] {
        let reply = server.ask("GET", &format!("{path}?{QUERY}"));
        assert_eq!((reply.status, reply.body.as_str()), (404, "not found\n"), "{path}");
        assert_eq!(reply.header("Location"), None);
        reply.assert_safe();
    }
}

#[test]
fn path_parameter_and_scheme_are_options() {
    let server = Server::start(&["--path", "/l/x", "--param", "t", "--scheme", "acmephone"]);
    let reply = server.ask("GET", &format!("/l/x?{}", QUERY.replacen("c=", "t=", 1)));
    assert_eq!(reply.header("Location"), Some(APP_LINK.replace("sipphone", "acmephone").as_str()));
    assert_eq!(server.ask("GET", &launch()).status, 404);
}

#[test]
fn the_health_check_answers() {
    let server = Server::start(&[]);
    let reply = server.ask("GET", "/healthz");
    assert_eq!((reply.status, reply.body.as_str()), (200, "ok\n"));
    assert_eq!(reply.header("Content-Type"), Some("text/plain; charset=utf-8"));
    assert_eq!(server.ask("HEAD", "/healthz").status, 200);
}

#[test]
fn metrics_count_and_hold_no_secrets() {
    let server = Server::start(&["--metrics-listen", "127.0.0.1:0"]);
    for target in [&launch(), "/p?c=bad", &format!("/{SECRET}"), "/healthz"] {
        server.ask("GET", target);
    }
    let open = Client::connect(server.address);
    let metrics = server.metrics.expect("an address");
    let mut page = String::new();
    // Closing and opening are noticed a moment later.
    wait_until("one open connection", || {
        page = ask(metrics, "GET", "/metrics").body;
        page.contains("siplaunch_open_connections 1\n")
    });
    drop(open);
    for line in [
        "siplaunch_requests_total{route=\"launch\",status=\"302\"} 1",
        "siplaunch_requests_total{route=\"launch\",status=\"400\"} 1",
        "siplaunch_requests_total{route=\"other\",status=\"404\"} 1",
        "siplaunch_requests_total{route=\"health\",status=\"200\"} 1",
        "siplaunch_request_duration_seconds_count 4",
        "siplaunch_answers_total{reason=\"launched\"} 1",
        "siplaunch_answers_total{reason=\"bad\"} 1",
        "siplaunch_answers_total{reason=\"expired\"} 0",
        "siplaunch_reloads_total{result=\"ok\"} 0",
        "siplaunch_reloads_total{result=\"failed\"} 0",
        "siplaunch_revoked_links 0",
        "siplaunch_log_lines_dropped_total 0",
        &format!("siplaunch_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION")),
        "# EOF",
    ] {
        assert!(page.lines().any(|candidate| candidate == line), "{line} is not in\n{page}");
    }
    assert!(!page.contains(SECRET));
    assert_eq!(ask(metrics, "GET", &launch()).status, 404);
}

#[test]
fn a_connection_is_kept_for_the_next_request() {
    let server = Server::start(&[]);
    let mut client = Client::connect(server.address);
    client.send(head("GET", &launch()));
    assert_eq!(client.reply("GET").status, 302);
    client.send(head("GET", "/p").repeat(3) + &head("HEAD", &launch()));
    assert_eq!([(); 3].map(|()| client.reply("GET").status), [400; 3]);
    assert_eq!(client.reply("HEAD").status, 302);
}

/// Returns how long the server took to close.
fn time_to_close(address: SocketAddr, sent: &str, method: Option<&str>) -> Duration {
    let mut client = Client::connect(address);
    let start = Instant::now();
    client.send(sent);
    if let Some(method) = method {
        client.reply(method);
    }
    assert_eq!(client.rest().expect("closed"), b"");
    start.elapsed()
}

#[test]
fn slow_silent_and_idle_clients_are_cut_off() {
    let server = Server::start(&["--timeout", "500ms"]);
    for (sent, method) in [("", None), ("GET /p HTTP/1.1\r\nHost: ", None), (&head("GET", "/p"), Some("GET"))] {
        let time = time_to_close(server.address, sent, method);
        assert!(time > Duration::from_millis(400) && time < Duration::from_secs(3), "{time:?} after {sent:?}");
    }
}

#[test]
fn a_client_that_drips_is_cut_off() {
    let server = Server::start(&["--timeout", "500ms"]);
    let mut stream = TcpStream::connect(server.address).expect("a connection");
    let start = Instant::now();
    while stream.write_all(b"G").is_ok() {
        assert!(start.elapsed() < Duration::from_secs(3));
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn no_connection_lives_longer_than_max_age() {
    let server = Server::start(&["--max-age", "500ms"]);
    let mut stream = TcpStream::connect(server.address).expect("a connection");
    let start = Instant::now();
    let mut answer = [0; 2048];
    while stream.write_all(head("GET", &launch()).as_bytes()).is_ok()
        && stream.read(&mut answer).is_ok_and(|len| len > 0)
    {
        assert!(start.elapsed() < Duration::from_secs(3));
    }
    assert!(start.elapsed() > Duration::from_millis(400));
}

#[test]
fn connections_above_the_limit_wait() {
    let server = Server::start(&["--max-connections", "1"]);
    let mut first = Client::connect(server.address);
    first.send(head("GET", &launch()));
    first.reply("GET");
    let address = server.address;
    let second = thread::spawn(move || ask(address, "GET", &launch()));
    thread::sleep(Duration::from_millis(300));
    assert!(!second.is_finished());
    drop(first);
    assert_eq!(second.join().expect("an answer").status, 302);
}

#[test]
fn sigterm_lets_an_open_request_finish() {
    let server = Server::start(&[]);
    let target = launch();
    let request = head("GET", &target);
    let (begin, end) = request.split_at(30);
    let (mut open, mut idle) = (Client::connect(server.address), Client::connect(server.address));
    open.send(begin);
    idle.send(&request);
    idle.reply("GET");

    server.terminate();
    wait_until("the port to be closed", || TcpStream::connect(server.address).is_err());
    assert_eq!(idle.rest().expect("closed"), b"");
    open.send(end);
    let reply = open.reply("GET");
    assert_eq!((reply.status, reply.header("Location")), (302, Some(APP_LINK)));
    assert_eq!(open.rest().expect("closed"), b"");
    let (status, log) = server.wait();
    assert!(status.success(), "{status}");
    assert!(log.contains(r#""event":"stop","signal":"SIGTERM""#) && log.contains(r#""event":"stopped""#), "{log}");
}

#[test]
fn stopping_does_not_wait_longer_than_grace() {
    let server = Server::start(&["--stop-timeout", "500ms", "--timeout", "1m"]);
    let mut open = Client::connect(server.address);
    open.send("GET /p HTTP/1.1\r\n");
    // Let the server see it: a connection without a byte would be closed at once.
    thread::sleep(Duration::from_millis(200));
    let start = Instant::now();
    server.process.signal(Signal::INT);
    let (status, log) = server.wait();
    assert!(status.success(), "{status}");
    assert!(log.contains(r#""signal":"SIGINT""#));
    assert!(start.elapsed() > Duration::from_millis(400) && start.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_second_signal_stops_at_once() {
    let server = Server::start(&["--stop-timeout", "1m", "--timeout", "1m"]);
    let mut open = Client::connect(server.address);
    open.send("GET /p HTTP/1.1\r\n");
    thread::sleep(Duration::from_millis(200));
    server.terminate();
    wait_until("the port to be closed", || TcpStream::connect(server.address).is_err());
    server.terminate();
    assert!(server.wait().0.success());
}

/// Asks until the server is gone. Every answer that has begun must be whole.
fn ask_until_gone(address: SocketAddr) -> usize {
    let request = head("GET", &launch()).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    let mut answers = 0;
    while let Ok(mut stream) = TcpStream::connect(address) {
        let mut answer = Vec::new();
        // Connections that the system has taken, but the server not yet, are reset.
        let _ = stream.write_all(request.as_bytes()).and_then(|()| stream.read_to_end(&mut answer));
        assert!(answer.is_empty() || answer.ends_with(b"</html>\n"));
        answers += usize::from(!answer.is_empty());
    }
    answers
}

#[test]
fn sigterm_under_load_breaks_no_answer() {
    let server = Server::start(&["--access-log", "off"]);
    let address = server.address;
    let clients: Vec<_> = (0..8).map(|_| thread::spawn(move || ask_until_gone(address))).collect();
    thread::sleep(Duration::from_millis(500));
    server.stop();
    let answers: usize = clients.into_iter().map(|client| client.join().expect("whole answers")).sum();
    assert!(answers > 100, "{answers}");
}

#[test]
fn the_access_log_holds_no_secrets() {
    let server = Server::start(&[]);
    let targets = [
        launch(),
        format!("/p?{SECRET}"),
        format!("/p/{SECRET}"),
        format!("/{SECRET}?{QUERY}"),
        format!("http://{SECRET}/p?{QUERY}"),
        format!("/p#{SECRET}"),
        format!("/healthz?{QUERY}"),
    ];
    for target in &targets {
        server.ask("GET", target);
    }
    server.ask(SECRET, &launch());
    ask(server.address, "GET", &format!("/p?{}", SECRET.repeat(1_000)));
    ask(server.address, "GET", &format!("/p?{}", SECRET.repeat(10_000)));
    let log = server.stop();
    assert!(!log.contains(SECRET), "{log}");

    let events = events(&log);
    let requests: Vec<_> = events.iter().filter(|line| line["event"] == "request").collect();
    let shown = |line: &&Value| ["method", "path", "status", "reason"].map(|name| line[name].clone());
    let expected = [
        ("GET", "/p", 302, Some("launched")),
        ("GET", "/p", 400, Some("bad")),
        ("GET", "other", 404, None),
        ("GET", "other", 404, None),
        ("GET", "/p", 302, Some("launched")),
        ("GET", "/p", 400, Some("bad")),
        ("GET", "/healthz", 200, None),
        ("OTHER", "/p", 405, Some("method")),
        ("GET", "/p", 414, Some("too_long")),
    ];
    let expected = expected.map(|(method, path, status, reason)| -> [Value; 4] {
        [method.into(), path.into(), status.into(), reason.into()]
    });
    assert_eq!(requests.iter().map(shown).collect::<Vec<_>>(), expected);
    for line in requests {
        assert_eq!(line["remote"], "127.0.0.1");
        assert!(line["duration_us"].is_u64());
        let names = line.as_object().expect("an object").keys().filter(|name| *name != "reason");
        assert!(names.eq(["duration_us", "event", "method", "path", "remote", "status", "time"]), "{line}");
    }
}

#[test]
fn the_access_log_can_be_off() {
    let server = Server::start(&["--access-log", "off"]);
    server.ask("GET", &launch());
    assert!(!server.stop().contains("request"));
}

#[test]
fn wrong_options_are_explained() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken.local_addr().expect("an address").to_string();
    let cases: [(&[&str], i32, &str); 6] = [
        (&["--listen", &taken], 1, "another program listens there"),
        (&["--listen", "127.0.0.1:0", "--metrics-listen", &taken], 1, "--metrics-listen"),
        (&["--listen", "127.0.0.1:0", "--path", "p"], 2, "a path starts with /"),
        (&["--listen", "127.0.0.1:0", "--path", "/healthz"], 2, "choose another"),
        (&["--listen", "127.0.0.1:0", "--param", "a b"], 1, "parameter"),
        (&["--listen", "127.0.0.1:0", "--scheme", "1"], 1, "scheme"),
    ];
    for (options, status, message) in cases {
        let mut process = spawn(options);
        let ended = process.wait();
        let mut errors = String::new();
        process.0.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("UTF-8");
        assert_eq!(ended.code(), Some(status), "{errors}");
        assert!(errors.contains(message), "{errors}");
    }
}

#[test]
fn the_systemd_unit_is_valid_and_hardened() {
    let unit = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/siplaunch.service"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("siplaunch.service");
    fs::write(&path, unit.expect("the unit").replace("/usr/bin/siplaunch", BINARY)).expect("written");
    let output = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&path).output();
    let output = output.unwrap_or_else(|error| panic!("systemd-analyze: {error}: apt-get install systemd"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    run(
        Command::new("systemd-analyze").args(["security", "--offline=true", "--threshold=15", "--no-pager"]).arg(&path),
        "systemd",
    );
}
