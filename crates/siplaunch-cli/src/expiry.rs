use std::{
    fmt::Display,
    io,
    time::{Duration, UNIX_EPOCH},
};

use serde::Serialize;

/// The expiry of a sealed link.
#[derive(Serialize)]
pub(crate) struct Expiry {
    expires: u64,
    expired: bool,
}

/// A Unix time in seconds, at most the 32 bits of an expiry, as RFC 3339 writes it.
pub(crate) fn time(seconds: u64) -> impl Display {
    humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(seconds.min(u32::MAX.into())))
}

impl Expiry {
    pub(crate) fn new(expires: u64, expired: bool) -> Self {
        Self { expires, expired }
    }

    pub(crate) fn print(&self, out: &mut impl io::Write) -> io::Result<()> {
        writeln!(out, "{} {}", if self.expired { "expired:  since" } else { "expires: " }, time(self.expires))
    }
}
