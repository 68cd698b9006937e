//! The one place that writes to standard error. A failed write is ignored: it cannot be reported anywhere.

use std::{
    fmt::Display,
    io::{self, Write as _},
    sync::{PoisonError, RwLock},
};

use clap::error::{ContextKind, ContextValue};
use siplaunch::Visible;

type Listener = Box<dyn Fn(String) + Send + Sync>;

static LISTENER: RwLock<Option<Listener>> = RwLock::new(None);

/// Writes a message.
pub(crate) fn say(text: impl Display) {
    speak("", text);
}

/// Writes a warning.
pub(crate) fn warn(text: impl Display) {
    speak("warning: ", text);
}

/// Writes an error of the arguments.
pub(crate) fn usage(error: clap::Error) {
    let _ = shown(error).print();
}

/// The same error, its arguments made safe to show.
fn shown(mut error: clap::Error) -> clap::Error {
    let visible = |text: &String| Visible(text).to_string();
    let shown = |value: &ContextValue| match value {
        ContextValue::String(text) => Some(ContextValue::String(visible(text))),
        ContextValue::Strings(texts) => Some(ContextValue::Strings(texts.iter().map(visible).collect())),
        _ => None,
    };
    let changed = |(kind, value)| shown(value).filter(|shown| shown != value).map(|shown| (kind, shown));
    let changed: Vec<_> = error.context().filter_map(changed).collect();
    for (kind, value) in changed {
        error.insert(kind, value);
        // The tip repeats the argument.
        error.remove(ContextKind::Suggested);
    }
    error
}

/// Does the work. Meanwhile all messages go to the listener.
#[cfg(feature = "serve")]
pub(crate) fn heard_by<T>(listener: Listener, work: impl FnOnce() -> T) -> T {
    let listen = |listener| *LISTENER.write().unwrap_or_else(PoisonError::into_inner) = listener;
    listen(Some(listener));
    let done = work();
    listen(None);
    done
}

/// Writes lines as they are, in one write, so that those of several programs do not mix.
pub(crate) fn write(lines: &[u8]) -> io::Result<()> {
    io::stderr().lock().write_all(lines)
}

fn speak(kind: &str, text: impl Display) {
    match &*LISTENER.read().unwrap_or_else(PoisonError::into_inner) {
        Some(listener) => listener(text.to_string()),
        // Messages contain names from outside, such as those of files.
        None => _ = write(format!("siplaunch: {kind}{}\n", Visible(&text.to_string())).as_bytes()),
    }
}
