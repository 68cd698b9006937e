//! Spans of time, such as 90m or 7days.

use humantime::Duration;
use siplaunch::Visible;

/// One that is longer than nothing.
#[cfg(feature = "serve")]
pub(crate) fn positive(text: &str) -> Result<Duration, String> {
    parse(text, |duration| !duration.is_zero(), "it must be longer than that")
}

/// One of a second or more, the smallest step of a sealed link's expiry.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    parse(text, |duration| duration.as_secs() > 0, "it must be a second or longer")
}

fn parse(text: &str, is_good: impl FnOnce(&Duration) -> bool, otherwise: &str) -> Result<Duration, String> {
    let duration: Duration =
        text.parse().map_err(|error: humantime::DurationError| Visible(&error.to_string()).to_string())?;
    if is_good(&duration) { Ok(duration) } else { Err(otherwise.into()) }
}
