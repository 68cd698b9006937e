use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use super::via::Via;
use crate::{Mode, Registration, wake::CallId};

/// Where a message came from, or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Peer {
    /// A UDP datagram.
    Udp(SocketAddr),
    /// A TCP connection, by the caller's number of it; without one, a new connection is to be opened.
    Tcp(SocketAddr, Option<u64>),
}

impl Peer {
    pub(super) fn address(&self) -> SocketAddr {
        match self {
            Self::Udp(address) | Self::Tcp(address, _) => *address,
        }
    }

    pub(super) fn ip(&self) -> IpAddr {
        self.address().ip().to_canonical()
    }

    pub(super) fn is_udp(&self) -> bool {
        matches!(self, Self::Udp(_))
    }

    /// Where an answer to what came from here goes.
    pub(super) fn answer_to(self, via: &Via<'_>) -> Self {
        match self {
            Self::Udp(source) => Self::Udp(via.answer_to(source)),
            // A connection that is gone is opened again at the port that listens.
            Self::Tcp(source, connection) => {
                Self::Tcp(SocketAddr::new(source.ip(), via.port.unwrap_or(5060)), connection)
            }
        }
    }
}

/// Bytes to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Transmit {
    /// The receiver.
    pub to: Peer,
    /// One SIP message.
    pub bytes: Vec<u8>,
}

/// The settings of an [`Agent`](super::Agent).
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
