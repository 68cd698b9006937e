//! Events as JSON lines on standard error, for the journal. A reader that stops reading stops nothing: lines are dropped.

use std::io;

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

/// The environment variable with the levels, as `info` or `siplaunch_pushd=debug`.
const LEVEL: &str = "SIPLAUNCH_PUSHD_LOG";

/// Starts the log. The guard writes what waits when it is dropped.
pub(crate) fn start() -> WorkerGuard {
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(16_384).finish(io::stderr());
    let levels = EnvFilter::builder().with_env_var(LEVEL).try_from_env();
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .with_writer(writer)
        .with_env_filter(levels.unwrap_or_else(|_| EnvFilter::new("info")))
        .init();
    guard
}
