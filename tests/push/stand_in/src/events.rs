//! The lines on standard output, and on control connections that follow them.

use std::{
    io::Write,
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use serde::Serialize;
use serde_json::{Map, Value};
use tokio::sync::broadcast;

use crate::serve::Service;

/// A line.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event<'a> {
    /// The ports are open.
    Ready(Value),
    /// A push was answered, or met a fault.
    Push(Push<'a>),
    /// An access token was asked for.
    AccessToken { time: f64, connection: u64, status: Option<u16>, reason: Option<&'a str> },
}

/// A push.
#[derive(Serialize)]
pub(crate) struct Push<'a> {
    /// Seconds since 1970 at which the push was read, before any scripted delay.
    pub(crate) time: f64,
    pub(crate) provider: Service,
    /// The number of the connection, counted over all services.
    pub(crate) connection: u64,
    /// The device token, empty if the request has none.
    pub(crate) token: &'a str,
    /// `None` for a fault.
    pub(crate) status: Option<u16>,
    /// Apple's reason, Google's error code, or the fault. `None` if the push was accepted.
    pub(crate) reason: Option<&'a str>,
    /// The `apns-*` headers, without the prefix.
    pub(crate) headers: Map<String, Value>,
    /// The JSON body, `null` if it is none.
    pub(crate) payload: &'a Value,
}

/// Where events go.
pub(crate) struct Events {
    followers: broadcast::Sender<String>,
    written: AtomicU64,
}

impl Events {
    pub(crate) fn new() -> Self {
        Self { followers: broadcast::channel(4096).0, written: AtomicU64::new(0) }
    }

    #[expect(clippy::disallowed_methods, reason = "the output of a test's tool")]
    pub(crate) fn write(&self, event: &Event<'_>) {
        let mut line = serde_json::to_string(event).expect("events are JSON");
        line.push('\n');
        // A test that ended does not read on, and that is no fault.
        let _ = std::io::stdout().lock().write_all(line.as_bytes());
        let _ = self.followers.send(line);
        self.written.fetch_add(1, Ordering::Relaxed);
    }

    /// The number of events up to now.
    pub(crate) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    pub(crate) fn follow(&self) -> broadcast::Receiver<String> {
        self.followers.subscribe()
    }
}

/// Seconds since 1970.
pub(crate) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
