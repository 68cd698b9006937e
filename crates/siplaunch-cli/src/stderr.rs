//! The one place that writes to standard error. When that fails nobody is left to hear of it, and the work goes on.

use std::{
    fmt::Display,
    io::{self, Write as _},
    sync::{PoisonError, RwLock},
};

type Listener = Box<dyn Fn(String) + Send + Sync>;

static LISTENER: RwLock<Option<Listener>> = RwLock::new(None);

/// Says something to the person at the terminal.
pub(crate) fn say(text: impl Display) {
    speak("", text);
}

/// Says what is risky.
pub(crate) fn warn(text: impl Display) {
    speak("warning: ", text);
}

/// Says what is wrong with the arguments.
pub(crate) fn usage(error: &clap::Error) {
    let _ = error.print();
}

/// While the work is done, whatever would be said goes to a listener.
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
        None => _ = write(format!("siplaunch: {kind}{text}\n").as_bytes()),
    }
}
