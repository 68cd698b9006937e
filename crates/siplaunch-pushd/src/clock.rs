use std::time::SystemTime;

/// Seconds since 1970.
pub(crate) fn unix_time() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs()
}
