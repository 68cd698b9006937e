//! `siplaunch batch` under signals, on full disks, with readers that stall or go, and its memory.
#![allow(clippy::panic, reason = "a failure here is a failed test")]

mod common;

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Write as _},
    os::unix::process::ExitStatusExt as _,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use common::{
    batch::{Desk, names},
    process::{Process, wait_until},
    siplaunch::BINARY,
    text,
};
use rustix::process::Signal;

const HEADER: &str = "username,server,password,note\n";

/// Rows of customers, some of them bad.
fn rows(count: usize) -> String {
    let row = |n: usize| {
        let password = if n % 1000 == 999 { String::new() } else { format!("secret-{n}") };
        format!("43720{n:06},sip{}.example.org,{password},\"row, {n}\"\n", n % 7)
    };
    HEADER.to_owned() + &(0..count).map(row).collect::<String>()
}

/// A batch that has read some rows and waits for more.
fn waiting(desk: &Desk, count: usize, args: &[&str]) -> Process {
    let mut command =
        desk.command(&[&["-", "--format", "csv", "-o", "links.csv", "--rejects", "rejects.csv"], args].concat());
    let mut process = Process::spawn(command.stdin(Stdio::piped()).stderr(Stdio::null())).expect("siplaunch starts");
    process.0.stdin.as_mut().expect("a pipe").write_all(rows(count).as_bytes()).expect("taken");
    process
}

/// The memory in KiB that a batch may take: each core holds some chunks.
fn limit() -> u64 {
    (32 << 10) + (8 << 10) * thread::available_parallelism().map_or(1, |cores| cores.get() as u64)
}

/// The greatest resident memory of a process so far, in KiB.
fn memory(process: &Process) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", process.0.id())).expect("a running process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[test]
fn a_signal_leaves_the_old_files_and_no_others() {
    let desk = Desk::new();
    desk.write("links.csv", "old links");
    desk.write("rejects.csv", "old rejects");
    for signal in [Signal::INT, Signal::TERM] {
        let mut process = waiting(&desk, 1100, &["--qr-svg", "codes"]);
        wait_until("a QR code", || desk.files().iter().any(|name| !names_in(&desk, name).is_empty()));
        assert_eq!(desk.files().len(), 5, "three unfinished files");
        process.signal(signal);
        assert_eq!(process.wait().signal(), Some(signal.as_raw()));
        assert_eq!(desk.files(), ["links.csv", "rejects.csv"]);
        assert_eq!((desk.read("links.csv"), desk.read("rejects.csv")), ("old links".into(), "old rejects".into()));
    }
}

/// The files of an unfinished folder.
fn names_in(desk: &Desk, name: &str) -> Vec<String> {
    if desk.path(name).is_dir() { names(&desk.path(name)) } else { Vec::new() }
}

#[test]
fn sigkill_at_any_moment_leaves_the_old_output_or_the_new_one() {
    let desk = Desk::new();
    desk.write("customers.csv", rows(4000));
    let command = || desk.command(&["customers.csv", "-o", "links.csv", "--launch-link"]);
    let start = Instant::now();
    assert_eq!(command().stderr(Stdio::null()).status().expect("siplaunch").code(), Some(3));
    let whole = start.elapsed();
    let new = desk.read("links.csv");
    assert_eq!(new.lines().count(), 1 + 4000 - 4);
    // One seed gives one series of moments.
    let mut random = 13_u64;
    let (mut olds, mut news) = (0, 0);
    for _ in 0..30 {
        desk.write("links.csv", "old");
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let moment = whole.mul_f64((random >> 40) as f64 / f64::from(1 << 24) * 1.3);
        let mut process = Process::spawn(command().stderr(Stdio::null())).expect("siplaunch starts");
        thread::sleep(moment);
        process.0.kill().expect("a child");
        process.wait();
        match desk.read("links.csv") {
            output if output == "old" => olds += 1,
            output => {
                assert!(output == new, "{} of {} bytes after {moment:?}", output.len(), new.len());
                news += 1;
            }
        }
        // An unfinished file has a name of its own, by which it can be found.
        for name in desk.files() {
            let is_unfinished = name.starts_with(".siplaunch-");
            assert!(is_unfinished || ["customers.csv", "links.csv"].contains(&name.as_str()), "{name}");
            if is_unfinished {
                fs::remove_file(desk.path(&name)).expect("removed");
            }
        }
    }
    assert!(olds > 3, "{olds} old, {news} new");
}

/// A limit on the size of files fails in the middle of a write, as a full disk does.
#[test]
fn a_full_disk_leaves_the_old_output() {
    let desk = Desk::new();
    desk.write("customers.csv", rows(5000));
    desk.write("links.csv", "old");
    for outputs in ["-o links.csv", "-o - --rejects links.csv --password-column note --username-column password"] {
        // In blocks of 512 bytes, or of 1024 in some shells.
        let script = format!(
            "trap '' XFSZ; ulimit -f 1; exec \"$0\" batch customers.csv {outputs} --base https://portal.example/p"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script, BINARY]).current_dir(desk.portal.folder.path()).env_remove("RUST_BACKTRACE");
        let done = command.output().expect("sh");
        if outputs.contains("--rejects") {
            // Few rejects fit.
            assert_eq!(done.status.code(), Some(3), "{}", text(&done.stderr));
            continue;
        }
        assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
        assert!(text(&done.stderr).contains("siplaunch: links.csv: File too large"), "{}", text(&done.stderr));
        assert_eq!((desk.files().len(), desk.read("links.csv")), (2, "old".into()));
    }
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
    let mut command = desk.command(&["customers.csv", "-o", "-", "--rejects", "rejects.csv"]);
    let done = command.stdout(full).stderr(Stdio::piped()).output().expect("siplaunch");
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).ends_with("siplaunch: standard output: No space left on device (os error 28)\n"));
    assert!(!desk.path("rejects.csv").exists());
}

#[test]
fn a_reader_that_goes_ends_the_batch_without_a_word() {
    let desk = Desk::new();
    desk.write("customers.csv", rows(20_000));
    let mut command = desk.command(&["customers.csv", "-o", "-", "--rejects", "rejects.csv"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = Process::spawn(&mut command).expect("siplaunch starts");
    let mut line = String::new();
    BufReader::new(process.0.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    assert_eq!(line, "username,server,note,launch_link\n");
    assert_eq!(process.wait().code(), Some(1));
    let errors = io::read_to_string(process.0.stderr.take().expect("a pipe")).expect("text");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert_eq!(desk.files(), ["customers.csv"]);
}

#[test]
fn a_reader_that_stalls_costs_no_memory_and_a_signal_still_ends_the_batch() {
    let desk = Desk::new();
    desk.write("customers.csv", rows(100_000));
    let mut command = desk.command(&["customers.csv", "-o", "-", "--rejects", "rejects.csv"]);
    let mut process = Process::spawn(command.stdout(Stdio::piped()).stderr(Stdio::null())).expect("siplaunch starts");
    let mut last = 0;
    wait_until("all threads to wait", || {
        thread::sleep(Duration::from_millis(200));
        let before = std::mem::replace(&mut last, memory(&process));
        before == last
    });
    assert!(last < limit(), "{last} KiB");
    process.signal(Signal::TERM);
    assert_eq!(process.wait().signal(), Some(Signal::TERM.as_raw()));
    assert_eq!(desk.files(), ["customers.csv"]);
}

#[test]
fn memory_does_not_depend_on_the_number_of_rows_or_their_length() {
    let desk = Desk::new();
    let count = 200_000;
    let mut process = waiting(&desk, 20_000, &[]);
    let mut stdin = process.0.stdin.take().expect("a pipe");
    let rest = rows(count);
    stdin.write_all(&rest.as_bytes()[HEADER.len()..]).expect("taken");
    let many = memory(&process);
    // A row that never ends, of 16 MiB.
    (0..16).for_each(|_| stdin.write_all(&[b'x'; 1 << 20]).expect("taken"));
    stdin.write_all(b"\n").expect("taken");
    let long = memory(&process);
    drop(stdin);
    assert_eq!(process.wait().code(), Some(3));
    assert!(many < limit() && long < many + (8 << 10), "{many}, {long} KiB");
    let (links, rejects) = (desk.read("links.csv"), desk.read("rejects.csv"));
    let (links, rejects): (Vec<_>, Vec<_>) = (links.lines().collect(), rejects.lines().collect());
    assert_eq!((links.len(), rejects.len()), (1 + 19_980 + count - 200, 1 + 20 + 200 + 1));
    assert_eq!(rejects[222 - 1], format!("{},,the row has more than 1048576 bytes; a quote may be open", 220_001));
    // In the order of the input.
    let expected = (0..20_000).chain(0..count).filter(|n| n % 1000 != 999).map(|n| format!("43720{n:06},"));
    for (line, start) in links[1..].iter().zip(expected) {
        assert!(line.starts_with(&start), "{line}: {start}");
    }
}
