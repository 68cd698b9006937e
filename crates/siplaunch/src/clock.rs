use std::time::{SystemTime, UNIX_EPOCH};

/// The system's time in seconds since 1970-01-01 00:00 UTC.
///
/// A clock that is set before 1970 gives `u64::MAX`, so that every sealed link counts as expired.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(u64::MAX, |since| since.as_secs())
}
