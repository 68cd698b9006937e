//! The one place that writes to standard error. When that fails nobody is left to hear of it, and the work goes on.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

/// Says something to the person at the terminal.
pub(crate) fn say(text: impl Display) {
    // In one write, so that lines of several programs do not mix.
    let _ = io::stderr().lock().write_all(format!("siplaunch: {text}\n").as_bytes());
}

/// Says what is risky.
pub(crate) fn warn(text: impl Display) {
    say(format_args!("warning: {text}"));
}

/// Says what is wrong with the arguments.
pub(crate) fn usage(error: &clap::Error) {
    let _ = error.print();
}
