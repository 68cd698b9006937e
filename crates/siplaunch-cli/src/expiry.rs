use std::{
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

impl Expiry {
    pub(crate) fn new(expires: u64, expired: bool) -> Self {
        Self { expires, expired }
    }

    pub(crate) fn print(&self, out: &mut impl io::Write) -> io::Result<()> {
        let time = humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(self.expires));
        writeln!(out, "{} {time}", if self.expired { "expired:  since" } else { "expires: " })
    }
}
