//! Spans of time, such as 90m or 7days.

use humantime::Duration;
use siplaunch::Visible;

/// Reads a duration of more than zero.
#[cfg(feature = "serve")]
pub(crate) fn positive(text: &str) -> Result<Duration, String> {
    parse(text, |duration| !duration.is_zero(), "it must be longer than zero")
}

/// Reads a duration of a second or more: a sealed link expires at a whole second.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    parse(text, |duration| duration.as_secs() > 0, "it must be a second or longer")
}

/// Reads a duration that is good, or else the error.
pub(crate) fn parse(text: &str, is_good: impl FnOnce(&Duration) -> bool, otherwise: &str) -> Result<Duration, String> {
    let duration: Duration =
        text.parse().map_err(|error: humantime::DurationError| Visible(&error.to_string()).to_string())?;
    if is_good(&duration) { Ok(duration) } else { Err(otherwise.into()) }
}
