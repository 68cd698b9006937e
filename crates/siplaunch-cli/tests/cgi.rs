//! `siplaunch cgi`, run directly and by real Apache through the shipped script.
#![allow(clippy::panic, reason = "a failure here is a failed test")]

mod common;

use std::{
    ffi::OsStr,
    fs,
    io::BufReader,
    net::SocketAddr,
    os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _},
    path::Path,
    process::{Command, Output, Stdio},
};

use common::{
    APP_LINK, QUERY, SECRET,
    http::{Reply, ask},
    process::{Process, free_address, path, run},
    siplaunch::BINARY,
};
use tempfile::TempDir;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/siplaunch.cgi");

fn cgi(method: Option<&str>, query: impl AsRef<OsStr>, options: &[&str]) -> Output {
    let mut command = Command::new(BINARY);
    command.arg("cgi").args(options).env_clear().env("QUERY_STRING", query);
    command.envs(method.map(|method| ("REQUEST_METHOD", method)));
    command.output().expect("siplaunch starts")
}

/// The reply that a server makes of the program's output.
fn reply(output: &Output, method: &str) -> Reply {
    assert!(output.status.success() && output.stderr.is_empty());
    let text = str::from_utf8(&output.stdout).expect("UTF-8");
    let (header, body) = text.split_once("\n\n").expect("an empty line");
    let (status, header) = header.split_once('\n').expect("a header");
    let status = status.strip_prefix("Status: ").expect("a status");
    let len = body.len();
    let http = format!("HTTP/1.1 {status}\r\n{}\r\nContent-Length: {len}\r\n\r\n{body}", header.replace('\n', "\r\n"));
    Reply::read(&mut BufReader::new(http.as_bytes()), method)
}

#[test]
fn get_and_head_redirect() {
    let output = cgi(Some("GET"), QUERY, &[]);
    assert!(output.stdout.starts_with(format!("Status: 302 Found\nLocation: {APP_LINK}\n").as_bytes()));
    let get = reply(&output, "GET");
    get.assert_safe();
    assert!(get.body.ends_with("</html>\n"));
    let head = cgi(Some("HEAD"), QUERY, &[]);
    assert!(head.stdout.ends_with(b"\n\n"));
    assert_eq!(reply(&head, "HEAD").header("Location"), Some(APP_LINK));
}

#[test]
fn the_rest_is_refused() {
    let long = format!("{QUERY}&x={}", "x".repeat(8192));
    let cases: [(&str, &[u8], &str); 7] = [
        ("GET", b"", "400 Bad Request"),
        ("GET", b"c=\xff\xfe", "400 Bad Request"),
        ("GET", b"c=x\r\nX-Injected: 1", "400 Bad Request"),
        ("GET", b"c=x%0d%0aX-Injected:%201", "400 Bad Request"),
        ("GET", long.as_bytes(), "414 URI Too Long"),
        ("POST", QUERY.as_bytes(), "405 Method Not Allowed"),
        ("", QUERY.as_bytes(), "405 Method Not Allowed"),
    ];
    for (method, query, status) in cases {
        let output = cgi(Some(method), OsStr::from_bytes(query), &[]);
        assert!(output.stdout.starts_with(format!("Status: {status}\n").as_bytes()), "{method}");
        let reply = reply(&output, method);
        reply.assert_safe();
        assert_eq!((reply.header("Location"), reply.header("X-Injected")), (None, None));
    }
}

#[test]
fn parameter_and_scheme_are_options() {
    let query = QUERY.replacen("c=", "t=", 1);
    let reply = reply(&cgi(Some("GET"), query, &["--param", "t", "--scheme", "acmephone"]), "GET");
    assert_eq!(reply.header("Location"), Some(APP_LINK.replace("sipphone", "acmephone").as_str()));
}

#[test]
fn outside_a_web_server_the_error_names_the_missing_variable() {
    let output = cgi(None, QUERY, &[]);
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(errors.contains("REQUEST_METHOD") && !errors.contains(SECRET), "{errors}");
    assert!(output.stdout.is_empty());
}

struct Apache {
    address: SocketAddr,
    _process: Process,
    root: TempDir,
}

impl Apache {
    fn start() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let address = free_address();
        // A server started by root becomes another user, who must reach the script and the program.
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).expect("mode set");
        copy_program(SCRIPT, &root.path().join("p"));
        copy_program(BINARY, &root.path().join("siplaunch"));
        fs::write(root.path().join("apache.conf"), configuration(root.path(), address)).expect("written");
        let mut command = Command::new("apache2");
        command.args(["-X", "-d"]).arg(root.path()).args(["-f", "apache.conf"]);
        command.env("PATH", format!("{}:{}", root.path().display(), path())).stderr(Stdio::inherit());
        let mut process = Process::start(&mut command, "apache2-bin");
        process.wait_listening(address);
        Self { address, _process: process, root }
    }

    fn errors(&self) -> String {
        fs::read_to_string(self.root.path().join("error.log")).expect("a log")
    }
}

/// By another process: a child that a test beside this one forks would hold the copy open for writing, thus "busy".
fn copy_program(from: &str, to: &Path) {
    run(Command::new("cp").arg(from).arg(to), "coreutils");
}

fn configuration(root: &Path, address: SocketAddr) -> String {
    let root = root.display();
    let modules = "/usr/lib/apache2/modules";
    format!(
        "LoadModule mpm_prefork_module {modules}/mod_mpm_prefork.so\n\
         LoadModule authz_core_module {modules}/mod_authz_core.so\n\
         LoadModule alias_module {modules}/mod_alias.so\n\
         LoadModule cgi_module {modules}/mod_cgi.so\n\
         ServerName portal.example\n\
         Listen {address}\n\
         User www-data\n\
         Group www-data\n\
         DefaultRuntimeDir {root}\n\
         PidFile {root}/apache.pid\n\
         ErrorLog {root}/error.log\n\
         DocumentRoot {root}\n\
         ScriptAlias /p {root}/p\n",
    )
}

#[test]
fn apache_runs_the_shipped_script() {
    let apache = Apache::start();
    let get = ask(apache.address, "GET", &format!("/p?{QUERY}"));
    assert_eq!((get.status, get.header("Location")), (302, Some(APP_LINK)), "{}", apache.errors());
    get.assert_safe();
    let head = ask(apache.address, "HEAD", &format!("/p?{QUERY}"));
    assert_eq!((head.status, head.header("Location")), (302, Some(APP_LINK)));
    let post = ask(apache.address, "POST", &format!("/p?{QUERY}"));
    assert_eq!((post.status, post.header("Allow")), (405, Some("GET, HEAD")));
    let bad = ask(apache.address, "GET", "/p?c=%0d%0aX-Injected:%201");
    assert_eq!((bad.status, bad.header("X-Injected")), (400, None));
    // Without a "=" the words of a query become arguments, which the script must not pass on.
    for query in ["--help", "-V", "--scheme+evil"] {
        let reply = ask(apache.address, "GET", &format!("/p?{query}"));
        assert_eq!(reply.status, 400, "{query}");
        reply.assert_safe();
    }
}
