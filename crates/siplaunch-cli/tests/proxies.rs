//! The shipped configurations of Caddy, `HAProxy` and Varnish in front of `siplaunch serve`, with the real programs: they
//! pass everything on, and no log has any part of a link. `make test-full` runs these.
#![allow(clippy::panic, reason = "a failure here is a failed test")]

mod common;

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::Path,
    process::Command,
};

use common::{
    APP_LINK, QUERY, SECRET,
    http::{Client, ask, assert_passes_everything_on},
    process::{Process, free_address, path, wait_until},
    siplaunch::Server,
};
use rustix::process::Signal;
use tempfile::TempDir;

const PACKAGING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging");

/// The number of neighbouring characters of a link that no log may have.
const PART: usize = 12;

struct Proxy {
    package: &'static str,
    config: &'static str,
    /// Replacements that make the configuration run here, with `{address}`, `{listening}`, `{upstream}` and `{port}`.
    places: &'static [(&'static str, &'static str)],
    /// The programs to run in its folder, the first of which listens.
    programs: &'static [(&'static str, &'static [&'static str])],
    /// The status for an unreachable handler.
    unreachable: u16,
    /// Changes to the configuration that show that each part of it counts: with any of them a link is logged.
    leaks: &'static [(&'static str, &'static str)],
}

const CADDY: Proxy = Proxy {
    package: "caddy",
    config: "Caddyfile",
    places: &[
        ("\tlog {\n", "\tadmin off\n\tdebug\n\tlog {\n"),
        ("portal.example {", "http://portal.example:{listening} {"),
        ("127.0.0.1:8080", "{upstream}"),
    ],
    programs: &[("caddy", &["run", "--adapter", "caddyfile", "--config", "Caddyfile"])],
    unreachable: 502,
    leaks: &[
        ("request>uri delete", ""),
        ("request>headers delete", ""),
        ("resp_headers delete", ""),
        ("\theaders delete", ""),
    ],
};

const HAPROXY: Proxy = Proxy {
    package: "haproxy",
    config: "haproxy.cfg",
    places: &[
        ("log /dev/log local0", "log stdout format raw local0"),
        ("bind :443 ssl crt /etc/haproxy/portal.example.pem alpn h2,http/1.1", "bind {address}"),
        ("127.0.0.1:8080", "{upstream}"),
    ],
    programs: &[("haproxy", &["-db", "-f", "haproxy.cfg"])],
    unreachable: 503,
    leaks: &[("log-format", "option httplog\n    #")],
};

const VARNISH_MEMORY: &str = "{folder}/varnish";
const VARNISH_VCL: &str = "{folder}/varnish.vcl";
const VARNISH_LIMIT: &str = "http_req_hdr_len=16k";

const VARNISH: Proxy = Proxy {
    package: "varnish",
    config: "varnish.vcl",
    places: &[(".port = \"8080\"", ".port = \"{port}\"")],
    programs: &[
        (
            "varnishd",
            &["-F", "-j", "none", "-n", VARNISH_MEMORY, "-a", "{address}", "-f", VARNISH_VCL, "-p", VARNISH_LIMIT],
        ),
        ("varnishncsa", &["-n", VARNISH_MEMORY, "-F", "{format}"]),
    ],
    unreachable: 503,
    leaks: &[("%{VCL_Log:path}x", "%r")],
};

struct Running {
    programs: Vec<Process>,
    address: SocketAddr,
    folder: TempDir,
}

impl Running {
    fn start(proxy: &Proxy, config: &str, upstream: SocketAddr) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = free_address();
        let format = config.lines().find_map(|line| line.split_once("varnishncsa -F '")?.1.strip_suffix('\''));
        let fill = |text: &str| {
            text.replace("{address}", &address.to_string())
                .replace("{listening}", &address.port().to_string())
                .replace("{upstream}", &upstream.to_string())
                .replace("{port}", &upstream.port().to_string())
                .replace("{folder}", &folder.path().display().to_string())
                .replace("{format}", format.unwrap_or_default())
        };
        let mut config = config.to_owned();
        for (from, to) in proxy.places {
            assert!(config.contains(from), "{from} is not in {}", proxy.config);
            config = config.replace(from, &fill(to));
        }
        fs::write(folder.path().join(proxy.config), config).expect("written");

        let mut programs = Vec::new();
        for (program, arguments) in proxy.programs {
            let log = File::create(folder.path().join(format!("{program}.log"))).expect("a log");
            let mut command = Command::new(program);
            command.args(arguments.iter().map(|argument| fill(argument))).current_dir(folder.path());
            command.env("PATH", path()).env("HOME", folder.path());
            command.stdout(log.try_clone().expect("a log")).stderr(log);
            let mut process = Process::start(&mut command, proxy.package);
            if programs.is_empty() {
                process.wait_listening(address);
            }
            programs.push(process);
        }
        let running = Self { programs, address, folder };
        // The program that writes the log may start later than the listener.
        wait_until("the first line of the log", || {
            assert_eq!(ask(address, "GET", "/").status, 404);
            running.refusals() > 0
        });
        running
    }

    /// The number of the proxy's own answers in the log.
    fn refusals(&self) -> usize {
        let logs = self.logs();
        logs.matches(" 404 ").count() + logs.matches("\"status\":404").count()
    }

    /// The content of all files that the proxy has written.
    fn logs(&self) -> String {
        let mut logs = String::new();
        collect(self.folder.path(), &mut logs);
        logs
    }

    /// Asks for another path than the handler's until the log has it, stops everything, and returns all logs.
    fn stop(mut self) -> String {
        let before = self.refusals();
        wait_until("the last line of the log", || {
            assert_eq!(ask(self.address, "GET", &format!("/{SECRET}?{QUERY}")).status, 404);
            self.refusals() > before
        });
        for process in self.programs.iter_mut().rev() {
            process.signal(Signal::TERM);
            process.wait();
        }
        self.logs()
    }
}

/// The text of all files in a folder, as far as it is text, but of Varnish's memory.
fn collect(folder: &Path, logs: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            *logs += &String::from_utf8_lossy(&fs::read(path).expect("a file"));
        } else if !path.ends_with("varnish") {
            collect(&path, logs);
        }
    }
}

/// Whether any part of the link, or of the app link that answers it, is in a text.
fn has_part(text: &str) -> bool {
    let links = [QUERY.trim_start_matches("c="), APP_LINK.trim_start_matches("sipphone://")];
    links.iter().any(|link| (0..=link.len() - PART).any(|at| text.contains(&link[at..at + PART])))
}

impl Proxy {
    fn config(&self) -> String {
        fs::read_to_string(Path::new(PACKAGING).join(self.config)).expect("a configuration")
    }

    fn passes_everything_on_and_logs_no_link(&self) {
        let server = Server::start(&[]);
        let running = Running::start(self, &self.config(), server.address);
        let ask = |method: &str, target: &str| ask(running.address, method, target);
        let launch = format!("/p?{QUERY}");

        assert_passes_everything_on(ask);

        // Some proxies refuse these requests, others pass them on.
        for request in [
            format!("GET /p?{QUERY}&x={} HTTP/1.1\r\nHost: portal.example\r\n\r\n", "x".repeat(40_000)),
            format!("GET /p?{QUERY} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
            format!("GET /p?{QUERY}\u{e9}\u{1} HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\n\r\n"),
            format!("GET /p?{QUERY} HTTP/9.9\r\nHost: portal.example\r\n\r\n"),
            format!("/p?{QUERY}\r\n\r\n"),
        ] {
            send(running.address, &request);
        }

        let handler_log = server.stop();
        assert_eq!(ask("GET", &launch).status, self.unreachable);
        wait_until("the line of a handler that is gone", || running.logs().contains(&self.unreachable.to_string()));
        let logs = running.stop();
        assert!(!has_part(&logs), "{logs}");
        assert!(!has_part(&handler_log), "{handler_log}");
    }

    fn without_any_part_a_link_is_logged(&self) {
        for (from, to) in self.leaks {
            let config = self.config();
            assert!(config.contains(from), "{from} is not in {}", self.config);
            let server = Server::start(&[]);
            let running = Running::start(self, &config.replacen(from, to, 1), server.address);
            assert_eq!(ask(running.address, "GET", &format!("/p?{QUERY}")).status, 302);
            let logs = running.stop();
            assert!(has_part(&logs), "without {from}: {logs}");
        }
    }
}

/// Sends a request on a new connection, and waits for the end of any answer.
fn send(address: SocketAddr, request: &str) {
    let mut client = Client::connect(address);
    client.send(request);
    client.shut();
    // An error is a connection that was reset.
    let _ = client.rest();
}

macro_rules! tests {
    ($($name:ident: $proxy:ident;)+) => {$(
        mod $name {
            #[test]
            #[ignore = "make test-full"]
            fn passes_everything_on_and_logs_no_link() {
                super::$proxy.passes_everything_on_and_logs_no_link();
            }

            #[test]
            #[ignore = "make test-full"]
            fn without_any_part_a_link_is_logged() {
                super::$proxy.without_any_part_a_link_is_logged();
            }
        }
    )+};
}

tests! {
    caddy: CADDY;
    haproxy: HAPROXY;
    varnish: VARNISH;
}
