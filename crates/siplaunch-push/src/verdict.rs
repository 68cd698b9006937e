use std::time::Duration;

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
    /// The service refused this push for good.
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
