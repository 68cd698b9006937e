use humantime::Duration;

use crate::duration;

/// What one client may take of the server.
#[derive(Clone, clap::Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct Limits {
    /// How long a request's header may take to come, and an open connection may wait for the next request
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration::positive)]
    pub(crate) timeout: Duration,
    /// How long a connection may stay open, however busy
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration::positive)]
    pub(crate) max_age: Duration,
    /// How long open requests may take after the signal to stop
    #[arg(long, value_name = "TIME", default_value = "10s")]
    pub(crate) grace: Duration,
    /// How many connections may be open; others wait until one ends
    #[arg(long, value_name = "NUMBER", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) max_connections: u32,
}
