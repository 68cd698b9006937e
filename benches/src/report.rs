//! What a bench reports to `run.py`, as `README.md` says.

use std::{env, fs::OpenOptions, io::Write};

/// Appends a line to the file that the environment variable `BENCH_RESULTS` names, if it is set.
///
/// # Panics
///
/// When the file cannot be written.
pub fn report(job: &str, (contender, ns): (&str, f64), (peer, peer_ns): (&str, f64)) {
    let Some(path) = env::var_os("BENCH_RESULTS") else { return };
    let mut file = OpenOptions::new().create(true).append(true).open(path).expect("the file of BENCH_RESULTS");
    let line = format!(
        "{{\"job\": {job:?}, \"contender\": {contender:?}, \"ns\": {ns}, \"peer\": {peer:?}, \"peer_ns\": {peer_ns}}}\n"
    );
    file.write_all(line.as_bytes()).expect("a line for BENCH_RESULTS");
}
