//! The progress bar on a terminal.

use std::{
    fmt::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::Result;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// The bar of an input whose length is known, and that of another.
const WITH_LENGTH: &str = "{bar:30} {percent:>3}%  {rows} rows  {rate} rows/s  {eta} left";
const WITHOUT_LENGTH: &str = "{spinner} {rows} rows  {rate} rows/s  {elapsed}";

/// A bar on standard error, if that is a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    rows: Arc<AtomicU64>,
}

impl Progress {
    /// Takes the length of the input in bytes, if it is known.
    pub(super) fn new(len: Option<u64>, is_hidden: bool) -> Result<Self> {
        let rows = Arc::new(AtomicU64::new(0));
        let target = if is_hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let count = Arc::clone(&rows);
        let rate = Arc::clone(&rows);
        let template = if len.is_some() { WITH_LENGTH } else { WITHOUT_LENGTH };
        let style = ProgressStyle::with_template(template)?
            .with_key("rows", move |_: &ProgressState, out: &mut dyn Write| {
                let _ = write!(out, "{}", HumanCount(count.load(Ordering::Relaxed)));
            })
            .with_key("rate", move |state: &ProgressState, out: &mut dyn Write| {
                let _ = write!(out, "{}", HumanCount(per_second(rate.load(Ordering::Relaxed), state)));
            });
        Ok(Self { bar: ProgressBar::with_draw_target(len, target).with_style(style), rows })
    }

    /// Adds rows, up to a place in the input.
    pub(super) fn add(&self, rows: u64, position: u64) {
        self.rows.fetch_add(rows, Ordering::Relaxed);
        self.bar.set_position(position);
    }

    /// Says that all is done. Without it, the bar goes away.
    pub(super) fn finish(&self) {
        self.bar.finish();
    }

    /// Writes messages above the bar.
    pub(super) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if !self.bar.is_finished() {
            self.bar.finish_and_clear();
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate on a screen")]
fn per_second(rows: u64, state: &ProgressState) -> u64 {
    (rows as f64 / state.elapsed().as_secs_f64().max(0.001)) as u64
}
