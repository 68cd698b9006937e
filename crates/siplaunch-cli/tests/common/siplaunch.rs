//! `siplaunch serve` as a process.

use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    process::{Command, ExitStatus, Stdio},
    thread::{self, JoinHandle},
};

use rustix::process::Signal;
use serde_json::Value;

use super::{
    http::{self, Reply},
    process::Process,
};

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_siplaunch");

/// `siplaunch serve` with its log in a pipe.
pub(crate) fn spawn(options: &[&str]) -> Process {
    Process::spawn(Command::new(BINARY).arg("serve").args(options).stderr(Stdio::piped())).expect("siplaunch starts")
}

pub(crate) struct Server {
    pub(crate) process: Process,
    pub(crate) address: SocketAddr,
    pub(crate) metrics: Option<SocketAddr>,
    log: JoinHandle<String>,
}

impl Server {
    /// Starts it on a free port, and waits until its log says which.
    pub(crate) fn start(options: &[&str]) -> Self {
        let mut process = spawn(&[&["--listen", "127.0.0.1:0"], options].concat());
        let mut stderr = BufReader::new(process.0.stderr.take().expect("a pipe"));
        let mut first = String::new();
        stderr.read_line(&mut first).expect("a line");
        let start: Value = serde_json::from_str(&first).unwrap_or_else(|_| panic!("the log starts with: {first}"));
        assert_eq!(start["event"], "start");
        let address = |name: &str| start[name].as_str().map(|text| text.parse().expect("an address"));
        Self {
            address: address("listen").expect("an address"),
            metrics: address("metrics_listen"),
            log: thread::spawn(move || stderr.lines().fold(first, |log, line| log + &line.expect("a line") + "\n")),
            process,
        }
    }

    pub(crate) fn ask(&self, method: &str, target: &str) -> Reply {
        http::ask(self.address, method, target)
    }

    pub(crate) fn terminate(&self) {
        self.process.signal(Signal::TERM);
    }

    /// Waits for the end; what it left is its status and its log.
    pub(crate) fn wait(mut self) -> (ExitStatus, String) {
        (self.process.wait(), self.log.join().expect("a log"))
    }

    /// Stops it, which must go well, and returns the whole log.
    pub(crate) fn stop(self) -> String {
        self.terminate();
        let (status, log) = self.wait();
        assert!(status.success(), "{status}");
        log
    }
}
