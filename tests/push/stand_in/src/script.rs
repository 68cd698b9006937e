//! What a test wants other than the right answer.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use serde::Deserialize;

use crate::serve::Service;

/// A scripted answer to a push that is right.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Answer {
    /// The HTTP status; without one, and without a fault, the right answer.
    pub(crate) status: Option<u16>,
    /// Apple's reason, or Google's error code; without one, the usual one of the status.
    pub(crate) reason: Option<String>,
    /// Seconds, for the `retry-after` header.
    pub(crate) retry_after: Option<u64>,
    /// Apple's time of a 410, milliseconds since 1970.
    pub(crate) timestamp_ms: Option<u64>,
    /// The answer, or the fault, comes this much later.
    pub(crate) delay_ms: u64,
    pub(crate) fault: Option<Fault>,
}

impl Answer {
    pub(crate) fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }
}

/// How an answer fails to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fault {
    /// A GOAWAY whose last stream id is below the stream of the push: it was not looked at. The connection ends.
    GoAway,
    /// The TCP connection is reset.
    Reset,
    /// Nothing comes.
    Hang,
}

impl Fault {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GoAway => "go_away",
            Self::Reset => "reset",
            Self::Hang => "hang",
        }
    }
}

/// How a new connection fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ConnectionFault {
    /// The server's certificate is of an authority that nobody trusts.
    Untrusted,
    /// The TCP connection is reset before the TLS handshake.
    Reset,
    /// The server never answers the TLS handshake.
    Hang,
}

/// The answers and faults that are still to come.
#[derive(Default)]
pub(crate) struct Script {
    answers: HashMap<String, Answers>,
    connections: HashMap<Service, VecDeque<ConnectionFault>>,
}

struct Answers {
    next: VecDeque<Answer>,
    repeat: bool,
}

impl Script {
    /// Sets the answers to a device token in their order. `repeat` keeps the last one for good.
    pub(crate) fn answers(&mut self, token: String, answers: Vec<Answer>, repeat: bool) {
        self.answers.insert(token, Answers { next: answers.into(), repeat });
    }

    /// Sets the faults of the next connections to a service.
    pub(crate) fn connections(&mut self, service: Service, faults: Vec<ConnectionFault>) {
        self.connections.insert(service, faults.into());
    }

    pub(crate) fn next_answer(&mut self, token: &str) -> Answer {
        let Some(answers) = self.answers.get_mut(token) else { return Answer::default() };
        if answers.repeat && answers.next.len() == 1 {
            return answers.next[0].clone();
        }
        answers.next.pop_front().unwrap_or_default()
    }

    pub(crate) fn next_connection(&mut self, service: Service) -> Option<ConnectionFault> {
        self.connections.get_mut(&service)?.pop_front()
    }
}
