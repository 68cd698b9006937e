extern crate std;

use std::time::{SystemTime, UNIX_EPOCH};

/// The system's time in seconds since 1970-01-01 00:00 UTC.
///
/// A clock before 1970 is no clock: it gives `u64::MAX`, so that links that expire are taken for expired.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(u64::MAX, |since| since.as_secs())
}
