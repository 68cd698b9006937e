use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    thread,
    time::{Duration, SystemTime},
};

use humantime::format_rfc3339_micros;
use prometheus_client::metrics::counter::Counter;
use serde::Serialize;

use super::queue::Queue;
use crate::{handler_args::Handler, json, stderr};

/// The most bytes that may wait for the log's reader when a request adds its line, 4 MiB.
const REQUESTS_ROOM: usize = 4 << 20;
/// The same for other lines, which a flood of requests must not crowd out.
const ROOM: usize = REQUESTS_ROOM + (64 << 10);

/// The time that lines gather for one write. Waking the thread for each line costs more than the rest of the log.
const GATHER_TIME: Duration = Duration::from_millis(10);

/// The longest wait for the log's reader at the end.
const FLUSH_TIME: Duration = Duration::from_secs(1);

/// Whether requests are logged.
#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum AccessLog {
    /// One JSON object a line
    #[default]
    Json,
    /// Start, stop, claims and trouble only
    Off,
}

/// The events of the log. All they hold of a client is its address, names from closed sets, and the id of a link that
/// the portal made.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event<'a> {
    Start {
        version: &'static str,
        listen: SocketAddr,
        #[serde(skip_serializing_if = "Option::is_none")]
        metrics_listen: Option<SocketAddr>,
        #[serde(flatten)]
        loaded: Loaded<'a>,
    },
    Request {
        remote: IpAddr,
        method: &'static str,
        path: &'a str,
        status: u16,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        duration_us: u64,
    },
    /// A tap on a one-time link.
    Claim {
        id: String,
        claim: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        taps: Option<u64>,
    },
    ClaimStoreFailed {
        error: String,
    },
    ClaimStoreBack,
    Warning {
        text: String,
    },
    AcceptFailed {
        error: String,
    },
    /// Comes after the lines that were written before the missing ones.
    LogDropped {
        lines: u64,
    },
    Reloaded(Loaded<'a>),
    ReloadFailed {
        error: String,
    },
    Stop {
        signal: &'static str,
    },
    Stopped,
}

/// A summary of the files that were read.
#[derive(Serialize)]
pub(crate) struct Loaded<'a> {
    revoked: usize,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    page_missing: &'a [&'static str],
}

impl<'a> Loaded<'a> {
    pub(crate) fn new(handler: &'a Handler) -> Self {
        Self { revoked: handler.revoked.len(), page_missing: &handler.page_missing }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    time: String,
    #[serde(flatten)]
    event: Event<'a>,
}

impl Event<'_> {
    const fn room(&self) -> usize {
        if matches!(self, Self::Request { .. } | Self::Claim { .. }) { REQUESTS_ROOM } else { ROOM }
    }

    fn into_line(self) -> Vec<u8> {
        let line = Line { time: format_rfc3339_micros(SystemTime::now()).to_string(), event: self };
        let json = json::line(&line).expect("texts and numbers can always be written as JSON");
        [json.as_bytes(), b"\n"].concat()
    }
}

/// The log on standard error, which its own thread writes: if its reader stalls, nothing else does.
#[derive(Clone)]
pub(crate) struct Log {
    queue: Arc<Queue>,
    dropped: Counter,
}

impl Log {
    /// Starts the thread. It counts the lines that do not reach standard error.
    pub(crate) fn start(dropped: Counter) -> io::Result<Self> {
        let log = Self { queue: Arc::default(), dropped };
        let writer = log.clone();
        thread::Builder::new().name("log".into()).spawn(move || writer.run())?;
        Ok(log)
    }

    /// Adds a line without waiting.
    pub(crate) fn write(&self, event: Event<'_>) {
        let room = event.room();
        if !self.queue.push(&event.into_line(), room) {
            self.dropped.inc();
        }
    }

    /// Waits until all lines are written, or for [`FLUSH_TIME`] if the reader has stalled.
    pub(crate) fn flush(&self) {
        self.queue.flush(FLUSH_TIME);
    }

    fn run(&self) {
        let (mut lines, mut missing) = (Vec::new(), 0);
        loop {
            missing += self.queue.take(&mut lines);
            let count = lines.iter().filter(|&&byte| byte == b'\n').count() as u64;
            if missing > 0 {
                lines.extend(Event::LogDropped { lines: missing }.into_line());
            }
            if stderr::write(&lines).is_ok() {
                missing = 0;
            } else {
                self.dropped.inc_by(count);
                missing += count;
            }
            thread::sleep(GATHER_TIME);
        }
    }
}
