use std::{fmt, io, sync::Arc};

/// A request that got no answer.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(super) kind: Kind,
    /// The system's own words, for an operator's terminal. Logs have the kind alone.
    pub(super) detail: Arc<str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Dns,
    Connect,
    Tls,
    Timeout,
    GoAway,
    Reset,
}

impl Kind {
    /// The name in logs and metrics.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::GoAway => "goaway",
            Self::Reset => "reset",
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::Dns => "The name of the push service has no address: check the resolver and the endpoint.",
            Self::Connect => "The push service refused the connection: check the endpoint and the firewall.",
            Self::Tls => {
                "There is no TLS with the push service: check `ca_file`, the client certificate, this machine's clock, \
                 and that no proxy is in between."
            }
            Self::Timeout => "The push service gave no answer in time: check the firewall and the network.",
            Self::GoAway => "The push service closed the connection before it took the push.",
            Self::Reset => "The connection broke before an answer came.",
        }
    }
}

impl Failure {
    pub(super) fn new(kind: Kind, detail: impl fmt::Display) -> Self {
        Self { kind, detail: detail.to_string().into() }
    }

    pub(super) fn timeout() -> Self {
        Self::new(Kind::Timeout, "no answer in time")
    }

    /// A failure of a TLS handshake, or of a stream over TLS.
    pub(super) fn of_io(error: &io::Error) -> Self {
        // rustls gives its errors this kind. h2 keeps the kind and the text alone.
        let is_tls = error.kind() == io::ErrorKind::InvalidData;
        Self::new(if is_tls { Kind::Tls } else { Kind::Reset }, error)
    }

    pub(super) fn of_h2(error: &h2::Error) -> Self {
        match error.get_io() {
            Some(io) => Self::of_io(io),
            None if error.is_go_away() => Self::new(Kind::GoAway, error),
            None => Self::new(Kind::Reset, error),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.kind.advice(), self.detail)
    }
}
