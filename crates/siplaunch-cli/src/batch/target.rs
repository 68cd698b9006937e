//! Where the output goes.

use std::{
    io::{StdoutLock, Write as _},
    path::Path,
};

use anyhow::{Context as _, Result};

use super::leftovers::Leftovers;
use crate::output::{self, NewFile, Over};

/// Standard output, or a file that is there whole or not at all.
pub(super) enum Target<'a> {
    Stdout(StdoutLock<'static>),
    File(&'a Path, NewFile<'a>),
}

impl<'a> Target<'a> {
    pub(super) fn new(path: &'a Path, leftovers: &Leftovers) -> Result<Self> {
        Ok(match is_stdout(path) {
            true => Self::Stdout(output::lock()),
            false => Self::File(path, leftovers.make_file(path, Over::File)?),
        })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Stdout(out) => out.write_all(bytes).context("standard output"),
            Self::File(path, file) => file.write_all(bytes).with_context(|| path.display().to_string()),
        }
    }

    pub(super) fn finish(self) -> Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush().context("standard output"),
            Self::File(path, file) => file.finish().with_context(|| path.display().to_string()),
        }
    }
}

pub(super) fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}
