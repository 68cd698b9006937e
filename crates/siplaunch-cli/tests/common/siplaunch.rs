//! `siplaunch serve` as a process.

use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    process::{Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

use rustix::process::Signal;
use serde_json::Value;

use super::{
    http::{self, Reply},
    process::{Process, wait_until},
};

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_siplaunch");

/// `siplaunch serve` with its log in a pipe.
pub(crate) fn spawn(options: &[&str]) -> Process {
    Process::spawn(Command::new(BINARY).arg("serve").args(options).stderr(Stdio::piped())).expect("siplaunch starts")
}

/// The events of a log. Every line must be one.
pub(crate) fn events(log: &str) -> Vec<Value> {
    let event = |line| serde_json::from_str(line).ok().filter(|event: &Value| event["event"].is_string());
    log.lines().map(|line| event(line).unwrap_or_else(|| panic!("no event: {line}"))).collect()
}

pub(crate) struct Server {
    pub(crate) process: Process,
    pub(crate) address: SocketAddr,
    pub(crate) metrics: Option<SocketAddr>,
    log: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
}

impl Server {
    /// Starts the server on a free port, and reads the port in its log.
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::start_by(Command::new(BINARY).arg("serve").args(options))
    }

    /// Starts it by a command that ends in `siplaunch serve` and options.
    pub(crate) fn start_by(command: &mut Command) -> Self {
        let command = command.args(["--listen", "127.0.0.1:0"]).stderr(Stdio::piped());
        let mut process = Process::spawn(command).expect("siplaunch starts");
        let mut stderr = BufReader::new(process.0.stderr.take().expect("a pipe"));
        let mut first = String::new();
        let start = loop {
            let begin = first.len();
            stderr.read_line(&mut first).expect("a line");
            let event = events(&first[begin..]).pop().unwrap_or_else(|| panic!("no start: {first}"));
            if event["event"] == "start" {
                break event;
            }
        };
        let address = |name: &str| start[name].as_str().map(|text| text.parse().expect("an address"));
        let log = Arc::new(Mutex::new(first.clone()));
        let shared = Arc::clone(&log);
        let reader = thread::spawn(move || {
            for line in stderr.lines() {
                *shared.lock().expect("a log") += &(line.expect("a line") + "\n");
            }
        });
        Self {
            address: address("listen").expect("an address"),
            metrics: address("metrics_listen"),
            log,
            reader,
            process,
        }
    }

    pub(crate) fn ask(&self, method: &str, target: &str) -> Reply {
        http::ask(self.address, method, target)
    }

    /// The log so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().expect("a log").clone()
    }

    /// Makes the server read its files again, waits for the event, and returns the log since then.
    pub(crate) fn reload(&self, event: &str) -> String {
        let before = self.log().len();
        self.process.signal(Signal::HUP);
        wait_until(event, || self.log()[before..].contains(event));
        self.log()[before..].to_owned()
    }

    pub(crate) fn terminate(&self) {
        self.process.signal(Signal::TERM);
    }

    /// Waits for the end, and returns the status and the log.
    pub(crate) fn wait(mut self) -> (ExitStatus, String) {
        let status = self.process.wait();
        self.reader.join().expect("a log");
        let log = self.log.lock().expect("a log").clone();
        events(&log);
        (status, log)
    }

    /// Stops the server, which must succeed, and returns the whole log.
    pub(crate) fn stop(self) -> String {
        self.terminate();
        let (status, log) = self.wait();
        assert!(status.success(), "{status}");
        log
    }
}
