use std::fmt;

use siplaunch_push::{Answer, Fault, RequestError, Verdict, auth::KeyError};

use super::failure::Failure;

/// What became of one attempt at a push. `Display` says in words what to do.
#[derive(Clone, Debug)]
pub(crate) enum Attempt {
    /// The push service answered with this HTTP status.
    Answered(u16, Answer),
    /// No answer came.
    Failed(Failure),
    /// Google's token endpoint gave no access token.
    NoToken(Verdict),
    /// The push cannot be sent to this device.
    Impossible(RequestError),
    /// The provider is not in the configuration.
    NotConfigured,
    /// Neither device nor configuration names the app.
    NoTopic,
    /// The key makes no token.
    NoKey(KeyError),
}

impl Attempt {
    pub(crate) fn verdict(&self) -> Verdict {
        match self {
            // A provider token that is refused though it is new: the key or the clock is wrong.
            Self::Answered(_, Answer { verdict: Verdict::RefreshProviderToken, .. }) | Self::NoKey(_) => {
                Verdict::Misconfigured(Fault::Key)
            }
            Self::Answered(_, answer) => answer.verdict,
            Self::Failed(_) => Verdict::Retry { after: None },
            Self::NoToken(verdict) => *verdict,
            Self::Impossible(error) => error.verdict(),
            Self::NotConfigured => Verdict::Refused,
            Self::NoTopic => Verdict::Misconfigured(Fault::Topic),
        }
    }

    /// The reason in logs and metrics, from a closed set.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Answered(_, answer) => answer.reason,
            Self::Failed(failure) => failure.kind.name(),
            Self::NoToken(_) => "token_endpoint",
            Self::Impossible(_) => "impossible",
            Self::NotConfigured => "not_configured",
            Self::NoTopic => "no_topic",
            Self::NoKey(_) => "key",
        }
    }

    /// The push service's HTTP status, if it answered.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Answered(status, _) => Some(*status),
            _ => None,
        }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(_, Answer { verdict: Verdict::RefreshProviderToken, .. }) => {
                write!(f, "{} A new provider token was refused too: set this machine's clock.", Fault::Key)
            }
            Self::Answered(_, answer) => answer.fmt(f),
            Self::Failed(failure) => failure.fmt(f),
            Self::NoToken(verdict) => write!(f, "Google gave no access token. {verdict}"),
            Self::Impossible(error) => error.fmt(f),
            Self::NotConfigured => f.write_str("The provider is not configured: add its credentials."),
            Self::NoTopic => f.write_str("The device names no app: set `topic` to the app's bundle id."),
            Self::NoKey(error) => error.fmt(f),
        }
    }
}
