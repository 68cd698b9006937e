use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use crate::{
    Mode, Registration,
    wake::{CallId, Rejection},
};

/// Where a message came from, or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Peer {
    /// A UDP datagram.
    Udp(SocketAddr),
    /// A TCP connection, by the caller's number of it; without one, a new connection is to be opened.
    Tcp(SocketAddr, Option<u64>),
}

/// Bytes to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Transmit {
    /// The receiver.
    pub to: Peer,
    /// One SIP message.
    pub bytes: Vec<u8>,
}

/// The settings of an [`Agent`].
#[derive(Clone, Debug)]
pub struct Config {
    /// The address of the Contact and Via headers, as the proxy reaches it.
    pub address: SocketAddr,
    /// The most calls that wait at once; more are answered 503.
    pub max_calls: usize,
    /// The longest wait of a call, and its default.
    pub wait: Duration,
    /// The `Retry-After` of a 503, in seconds.
    pub retry_after: u32,
}

/// A call that a proxy handed over.
#[derive(Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The callee's user part.
    pub callee: String,
    /// The callee's domain.
    pub domain: String,
    /// The caller's user part or number.
    pub caller: String,
    /// The caller's display name, empty without one.
    pub caller_name: String,
    /// The SIP Call-ID.
    pub sip_call_id: String,
    /// How long the call may wait.
    pub wait: Duration,
    /// The mode of this callee, if the proxy said one.
    pub mode: Option<Mode>,
    /// Whether the proxy already rang the registered phones.
    pub tried: bool,
    /// The SDP offer, empty without one.
    pub offer: Vec<u8>,
}

/// What happened to a call.
pub enum Event {
    /// A call arrived. The agent has answered 100 and waits for orders.
    Arrived(CallId, Box<Arrival>),
    /// The subscription is accepted.
    Subscribed(CallId),
    /// A NOTIFY came, with the callee's registered contacts.
    Registration(CallId, Registration),
    /// The subscription was refused, ended by the proxy, or got no answer.
    SubscriptionFailed(CallId),
    /// The caller gave up, or the call's transaction ended. The agent has answered.
    Cancelled(CallId),
}

/// A provisional answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// 180 Ringing.
    Ringing,
    /// 183 Session Progress with this SDP answer.
    EarlyMedia(Vec<u8>),
}

/// The application server: holds calls, subscribes to registrations, answers.
pub struct Agent {}

impl Agent {
    /// An agent. `seed` keys its tables and makes its tags: 32 random bytes.
    #[must_use]
    pub fn new(_config: Config, _seed: [u8; 32]) -> Self {
        Self {}
    }

    /// Takes a datagram, or one message of a stream. The caller has checked that `from` is a trusted proxy.
    pub fn receive(&mut self, _now: Instant, _from: Peer, _bytes: &[u8]) {}

    /// The time at which [`Agent::handle_timeout`] is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        None
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, _now: Instant) {}

    /// The next bytes to send.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        None
    }

    /// The next event.
    pub fn poll_event(&mut self) -> Option<Event> {
        None
    }

    /// Subscribes to the callee's registrations.
    pub fn subscribe(&mut self, _now: Instant, _call: CallId) {}

    /// Ends the subscription, if there is one.
    pub fn unsubscribe(&mut self, _now: Instant, _call: CallId) {}

    /// Sends a provisional answer.
    pub fn progress(&mut self, _now: Instant, _call: CallId, _progress: Progress) {}

    /// Sends the call back to the proxy: 300 with the callee as Contact.
    pub fn deflect(&mut self, _now: Instant, _call: CallId) {}

    /// Rejects the call: 480 for `Unavailable`, 500 for `SubscriptionFailed`, 503 with `Retry-After` for `Busy`.
    pub fn reject(&mut self, _now: Instant, _call: CallId, _why: Rejection) {}
}
