//! The daemon's life: start, signals, end.

use std::path::Path;

use crate::config::Loaded;

/// How the daemon ends, and where it reads its configuration again.
pub(crate) struct Options<'a> {
    pub(crate) config: &'a Path,
    /// Whether waiting calls end by themselves at SIGTERM.
    pub(crate) drain: bool,
}

/// Runs until SIGTERM.
pub(crate) async fn run(_loaded: Loaded, _options: Options<'_>) -> anyhow::Result<()> {
    anyhow::bail!("not there yet")
}
