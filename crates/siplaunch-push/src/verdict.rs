use std::{fmt, time::Duration};

/// What an answer of a push service means for the push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The service took the push.
    Delivered,
    /// The same request may succeed later: after the time that the service asked for, if it asked.
    Retry {
        /// The service's own delay.
        after: Option<Duration>,
    },
    /// The token is dead: the device is to be forgotten.
    DropDevice {
        /// Seconds since 1970 at which the service knew the token to be dead: a device stored later is another one.
        dead_since: Option<u64>,
    },
    /// The provider token (not the device's) expired: a new one, then the same request once more.
    RefreshProviderToken,
    /// The configuration is wrong: no device can be pushed to until it is mended.
    Misconfigured(Fault),
    /// The service refused this push for good: the push, not the device, is wrong.
    Refused,
}

/// A fault of the daemon's configuration that a push service reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The topic is not the certificate's or the key's.
    Topic,
    /// The key, key id or team is wrong, or revoked.
    Key,
    /// The certificate is wrong, revoked or expired.
    Certificate,
    /// The project is wrong, or its service account may not push.
    Project,
    /// The token is of the other environment: production or sandbox.
    Environment,
}

impl Verdict {
    /// The verdict's name in logs and metrics.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Retry { .. } => "retry",
            Self::DropDevice { .. } => "drop_device",
            Self::RefreshProviderToken => "refresh_provider_token",
            Self::Misconfigured(_) => "misconfigured",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Delivered => "The push service took the push.",
            Self::Retry { .. } => "The push service cannot take the push now: try again later.",
            Self::DropDevice { .. } => {
                "The token is dead: the next call forgets the device, and its app has to register again."
            }
            Self::RefreshProviderToken => "The provider token expired: the next push makes a new one.",
            Self::Misconfigured(fault) => return fault.fmt(f),
            Self::Refused => "The push service refused this push.",
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Topic => {
                "The topic does not belong to the key or certificate: set the app's bundle id, without `.voip`, and use \
                 the key or certificate of the team that owns the app."
            }
            Self::Key => {
                "The key is wrong or revoked: compare key file, key id and team id with Apple's developer account, or \
                 download a new key for Google's service account."
            }
            Self::Certificate => {
                "The certificate is wrong, revoked or expired: make a new one in Apple's developer account, or change \
                 to a key, which does not expire."
            }
            Self::Project => {
                "The project is wrong, or its service account may not push: in the Firebase console, enable the Cloud \
                 Messaging API (V1) and download the service account's key of the app's own project."
            }
            Self::Environment => {
                "The key, certificate or token belongs to the other environment: use one for production, or for the \
                 sandbox with development builds."
            }
        })
    }
}
