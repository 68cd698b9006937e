//! The shipped nginx site in front of `siplaunch serve`, with real nginx over TLS.
#![allow(clippy::panic, reason = "a failure here is a failed test")]

mod common;

use std::{
    fs,
    io::{BufReader, Write as _},
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
};

use common::{
    APP_LINK, QUERY, SECRET,
    http::{Reply, assert_passes_everything_on, head},
    process::{Process, free_address, path, run},
    siplaunch::Server,
};
use rustix::process::Signal;
use tempfile::TempDir;

const PACKAGE: &str = "nginx-light";
const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/nginx-site.conf");

/// The main file of nginx.
const MAIN: &str = "daemon off;\nworker_processes 1;\npid nginx.pid;\nevents {}\n\
    http {\n    access_log access.log combined;\n    client_body_temp_path body;\n    proxy_temp_path proxy;\n    \
    fastcgi_temp_path fastcgi;\n    uwsgi_temp_path uwsgi;\n    scgi_temp_path scgi;\n    include site.conf;\n}\n";

struct Nginx {
    process: Process,
    address: SocketAddr,
    prefix: TempDir,
}

impl Nginx {
    fn start(upstream: SocketAddr) -> Self {
        let prefix = tempfile::tempdir().expect("a folder");
        let address = free_address();
        make_certificate(prefix.path());
        fs::write(prefix.path().join("nginx.conf"), MAIN).expect("written");
        fs::write(prefix.path().join("site.conf"), site(address, upstream)).expect("written");
        let mut command = Command::new("nginx");
        command.env("PATH", path());
        command.arg("-p").arg(prefix.path()).args(["-c", "nginx.conf", "-e", "error.log"]).stderr(Stdio::null());
        let mut process = Process::start(&mut command, PACKAGE);
        process.wait_listening(address);
        Self { process, address, prefix }
    }

    /// A connection over TLS.
    fn connect(&self) -> Process {
        let mut command = Command::new("openssl");
        command.args(["s_client", "-quiet", "-verify_quiet", "-connect", &self.address.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        Process::start(&mut command, "openssl")
    }

    /// One request over TLS, as bytes.
    fn ask(&self, method: &str, target: &str) -> Reply {
        let request = head(method, target).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        let mut client = self.connect();
        let mut stdin = client.0.stdin.take().expect("a pipe");
        stdin.write_all(request.as_bytes()).expect("sent");
        Reply::read(&mut BufReader::new(client.0.stdout.take().expect("a pipe")), method)
    }

    /// Stops it, and returns its access log and all other logs.
    fn stop(mut self) -> (String, String) {
        self.process.signal(Signal::QUIT);
        assert!(self.process.wait().success());
        let log = |name: &str| fs::read_to_string(self.prefix.path().join(name)).expect("a log");
        (log("siplaunch-access.log"), log("siplaunch-error.log") + &log("error.log") + &log("access.log"))
    }
}

/// The shipped site with the places of this test in it.
fn site(address: SocketAddr, upstream: SocketAddr) -> String {
    let mut site = fs::read_to_string(SITE).expect("the site");
    for (from, to) in [
        ("server 127.0.0.1:8080;", format!("server {upstream};")),
        ("listen 443 ssl", format!("listen {address} ssl")),
        ("    listen [::]:443 ssl http2;\n", String::new()),
        ("/etc/letsencrypt/live/portal.example/", String::new()),
        ("/var/log/nginx/", String::new()),
    ] {
        assert!(site.contains(from), "{from} is not in the site");
        site = site.replace(from, &to);
    }
    site
}

fn make_certificate(folder: &Path) {
    let mut command = Command::new("openssl");
    command.args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1".split(' '));
    command.args("-subj /CN=portal.example -keyout privkey.pem -out fullchain.pem".split(' '));
    run(command.current_dir(folder), "openssl");
}

#[test]
fn the_site_passes_everything_on_and_logs_no_secrets() {
    let server = Server::start(&[]);
    let nginx = Nginx::start(server.address);
    let launch = format!("/p?{QUERY}");

    assert_passes_everything_on(|method, target| nginx.ask(method, target));
    assert_eq!(nginx.ask("GET", &format!("/{SECRET}?{QUERY}")).status, 404);

    let handler_log = server.stop();
    assert_eq!(nginx.ask("GET", &launch).status, 502);
    let (access_log, other_logs) = nginx.stop();
    assert!(!access_log.contains(SECRET) && !other_logs.contains(SECRET) && !handler_log.contains(SECRET));
    let shown: Vec<_> =
        access_log.lines().map(|line| line.split(' ').skip(2).take(3).collect::<Vec<_>>().join(" ")).collect();
    let expected = ["GET /p 302"; 3].into_iter().chain(["GET /p 400"; 2]);
    let expected = expected.chain(["GET /p 414", "HEAD /p 302", "POST /p 405", "GET other 404", "GET /p 502"]);
    assert!(shown.iter().eq(expected), "{access_log}");
}

#[test]
fn the_site_slows_down_endless_requests() {
    let server = Server::start(&[]);
    let nginx = Nginx::start(server.address);
    let mut client = nginx.connect();
    let mut input = client.0.stdin.take().expect("a pipe");
    let mut output = BufReader::new(client.0.stdout.take().expect("a pipe"));
    let mut ask = || {
        input.write_all(head("GET", &format!("/p?{QUERY}")).as_bytes()).expect("sent");
        Reply::read(&mut output, "GET")
    };

    // The burst and the one before it; more if that took long.
    for _ in 0..51 {
        let reply = ask();
        assert_eq!((reply.status, reply.header("Location")), (302, Some(APP_LINK)));
    }
    let refused = (0..900).map(|_| ask()).find(|reply| reply.status != 302).expect("an end");
    assert_eq!((refused.status, refused.header("Location")), (429, None));

    drop((input, output, client, server));
    let (access_log, other_logs) = nginx.stop();
    assert!(access_log.contains(" GET /p 429 "), "{access_log}");
    assert!(!access_log.contains(SECRET) && !other_logs.contains(SECRET));
}
