use std::{
    io::{self, Write as _},
    net::{IpAddr, SocketAddr},
    time::SystemTime,
};

use humantime::format_rfc3339_micros;
use serde::Serialize;

/// Whether requests are logged.
#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum AccessLog {
    /// One JSON object a line
    #[default]
    Json,
    /// Only start, stop and trouble
    Off,
}

/// What is logged. Nothing that came from a client except its address, and names from closed sets.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event<'a> {
    Start {
        version: &'static str,
        listen: SocketAddr,
        #[serde(skip_serializing_if = "Option::is_none")]
        metrics_listen: Option<SocketAddr>,
    },
    Request {
        remote: IpAddr,
        method: &'static str,
        path: &'a str,
        status: u16,
        duration_us: u64,
    },
    AcceptFailed {
        error: String,
    },
    Reloaded,
    ReloadFailed {
        error: String,
    },
    Stop {
        signal: &'static str,
    },
    Stopped,
}

#[derive(Serialize)]
struct Line<'a> {
    time: String,
    #[serde(flatten)]
    event: Event<'a>,
}

/// Writes a line on standard error, whole or not at all: nobody is left to tell when that fails.
pub(crate) fn write(event: Event<'_>) {
    let line = Line { time: format_rfc3339_micros(SystemTime::now()).to_string(), event };
    if let Ok(mut text) = serde_json::to_vec(&line) {
        text.push(b'\n');
        let _ = io::stderr().lock().write_all(&text);
    }
}
