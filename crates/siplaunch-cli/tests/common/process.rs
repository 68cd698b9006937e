//! Child processes that do not outlive their test.

use std::{
    io::{self, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::process::CommandExt as _,
    process::{Child, Command, ExitStatus, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

const PATIENCE: Duration = Duration::from_secs(10);

/// The path of programs, with that of servers, which an ordinary Debian user lacks.
pub(crate) fn path() -> String {
    format!("{}:/usr/sbin", std::env::var("PATH").expect("a path"))
}

/// A child in a new process group, which is killed on drop.
pub(crate) struct Process(pub(crate) Child);

impl Process {
    /// Starts a program of a Debian package.
    pub(crate) fn start(command: &mut Command, package: &str) -> Self {
        match Self::spawn(command) {
            Ok(process) => process,
            Err(error) => panic!("{}: {error}: apt-get install {package}", command.get_program().display()),
        }
    }

    pub(crate) fn spawn(command: &mut Command) -> io::Result<Self> {
        command.process_group(0).spawn().map(Self)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).expect("a running child");
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let mut status = None;
        wait_until("the end of a process", || {
            status = self.0.try_wait().expect("a child");
            status.is_some()
        });
        status.expect("a status")
    }

    /// Waits until the address has a listener, which must happen before the process ends.
    pub(crate) fn wait_listening(&mut self, address: SocketAddr) {
        wait_until("a listener", || {
            let ended = self.0.try_wait().expect("a child");
            assert!(ended.is_none(), "ended before it listened: {ended:?}");
            TcpStream::connect(address).is_ok()
        });
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // An error means that the group is empty.
        let _ = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        let _ = self.0.wait();
    }
}

pub(crate) fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < PATIENCE, "waited too long for {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// A loopback address with a port that was free a moment ago.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

/// Runs a program with this standard input, and captures its outputs.
pub(crate) fn capture(command: &mut Command, stdin: impl AsRef<[u8]>) -> Output {
    feed(command.stdout(Stdio::piped()).stderr(Stdio::piped()), stdin)
}

/// Runs a program with this standard input, its outputs as the command has them.
pub(crate) fn feed(command: &mut Command, stdin: impl AsRef<[u8]>) -> Output {
    let mut child = match command.stdin(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => panic!("{}: {error}", command.get_program().display()),
    };
    // The program may end without reading, which breaks the pipe.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin.as_ref());
    child.wait_with_output().expect("the end")
}

/// Runs a program of a Debian package to its end, which must be a good one, and returns its output.
pub(crate) fn run(command: &mut Command, package: &str) -> Vec<u8> {
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => panic!("{}: {error}: apt-get install {package}", command.get_program().display()),
    };
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", command.get_program().display());
    output.stdout
}
