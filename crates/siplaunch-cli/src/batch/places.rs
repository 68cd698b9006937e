//! The files of a batch, which must be different ones.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use crate::output;

/// Refuses an output that would replace the input or another output.
pub(super) fn check(input: &Path, output: &Path, rejects: Option<&Path>, qr: Option<&Path>) -> Result<()> {
    let places = [
        ("the input", fs::canonicalize(input).ok()),
        ("the output", place(output)),
        ("the file of the rejects", rejects.and_then(place)),
        ("the folder of the QR codes", qr.and_then(place)),
    ];
    for (index, (name, path)) in places.iter().enumerate() {
        if let Some((other, _)) = places[..index].iter().find(|(_, other)| path.is_some() && other == path) {
            bail!("{name} is also {other}: choose another name");
        }
    }
    Ok(())
}

/// The absolute path of a file that need not exist.
fn place(path: &Path) -> Option<PathBuf> {
    Some(fs::canonicalize(output::folder(path)).ok()?.join(path.file_name()?))
}
