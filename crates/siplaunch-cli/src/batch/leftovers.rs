//! What an interrupted batch must not leave behind: its unfinished files.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context as _, Result};
use tempfile::{Builder, TempDir};

use crate::output::{self, NewFile, Over};

/// Removes unfinished files when a signal ends the program. A finished one has another name, and stays.
pub(super) struct Leftovers {
    paths: Arc<Mutex<Vec<PathBuf>>>,
    #[cfg(unix)]
    signals: signal_hook::iterator::Handle,
}

impl Leftovers {
    /// Waits for signals in a thread, until it is dropped.
    pub(super) fn watch() -> Result<Self> {
        let paths = Arc::default();
        Ok(Self {
            #[cfg(unix)]
            signals: watch(Arc::clone(&paths)).context("signals")?,
            paths,
        })
    }

    pub(super) fn make_file<'a>(&self, path: &'a Path, over: Over) -> Result<NewFile<'a>> {
        let make = || NewFile::new(path, over).map(|file| (file.temporary_path().to_owned(), file));
        self.make(make).with_context(|| path.display().to_string())
    }

    /// Makes an unfinished folder, only for its owner, beside the path that it shall have.
    pub(super) fn make_folder(&self, path: &Path) -> Result<TempDir> {
        let folder = output::folder(path);
        self.make(|| {
            let mut builder = Builder::new();
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
            let made = builder.prefix(output::TEMPORARY).tempdir_in(folder);
            let made = made.map_err(|error| output::cannot_make(folder, error.kind()))?;
            Ok((made.path().to_owned(), made))
        })
    }

    /// A signal waits until the path is known.
    fn make<T>(&self, make: impl FnOnce() -> Result<(PathBuf, T)>) -> Result<T> {
        let mut paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        let (path, made) = make()?;
        paths.push(path);
        Ok(made)
    }
}

#[cfg(unix)]
fn watch(paths: Arc<Mutex<Vec<PathBuf>>>) -> std::io::Result<signal_hook::iterator::Handle> {
    use signal_hook::{
        consts::{SIGINT, SIGTERM},
        iterator::Signals,
        low_level::emulate_default_handler,
    };

    // Not SIGHUP, which `nohup` has set to be ignored.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let handle = signals.handle();
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let paths = paths.lock().unwrap_or_else(PoisonError::into_inner);
            paths.iter().for_each(|path| remove(path));
            // It ends the program as if nobody had waited for it.
            let _ = emulate_default_handler(signal);
        }
    })?;
    Ok(handle)
}

#[cfg(unix)]
impl Drop for Leftovers {
    fn drop(&mut self) {
        // After a signal this waits for the end of the program, whose status then is the signal's.
        let _paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        self.signals.close();
    }
}

/// Removes a file or a folder. Other threads may still add files to the folder.
#[cfg(unix)]
fn remove(path: &Path) {
    use std::fs;

    for _ in 0..100 {
        if fs::remove_file(path).is_ok() || fs::remove_dir_all(path).is_ok() || !path.exists() {
            return;
        }
    }
}
