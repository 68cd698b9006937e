use humantime::Duration;

use crate::duration;

/// The limits of connections.
#[derive(Clone, clap::Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct Limits {
    /// Longest time for a request's header to arrive, and for an open connection to wait for the next request
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration::positive)]
    pub(crate) timeout: Duration,
    /// Longest life of a connection, even of a busy one
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration::positive)]
    pub(crate) max_age: Duration,
    /// Longest time for open requests to end after the signal to stop
    #[arg(long, value_name = "TIME", default_value = "10s")]
    pub(crate) stop_timeout: Duration,
    /// Most connections that are open at once; others wait until one ends
    #[arg(long, value_name = "NUMBER", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) max_connections: u32,
}
