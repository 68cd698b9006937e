//! QR codes in a folder, which has its name only when all of them are there.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use anyhow::{Context as _, Result, bail};
use siplaunch::QrCode;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::{added::QrKind, leftovers::Leftovers};

/// The longest name of a file without its ending.
const MAX_NAME: usize = 100;

pub(super) struct QrFiles<'a> {
    path: &'a Path,
    kind: QrKind,
    folder: TempDir,
}

impl<'a> QrFiles<'a> {
    pub(super) fn new(path: &'a Path, kind: QrKind, leftovers: &Leftovers) -> Result<Self> {
        let make = || {
            let is_free = match fs::read_dir(path) {
                Ok(mut entries) => entries.next().is_none(),
                Err(_) => fs::symlink_metadata(path).is_err(),
            };
            if !is_free {
                bail!("QR codes need a folder that is new or empty");
            }
            leftovers.make_folder(path)
        };
        let folder = make().with_context(|| path.display().to_string())?;
        Ok(Self { path, kind, folder })
    }

    /// Writes the QR code of a text and returns the file's name, or else the reason why the row cannot have one.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<Result<String, &'static str>> {
        if !is_safe(name) {
            return Ok(Err(
                "it cannot name a file: use 1 to 100 of A-Z, a-z, 0-9, '.', '_', '-', '+' and '@', with a letter or digit first",
            ));
        }
        let (ending, image) = match self.image(text) {
            Ok(image) => image,
            Err(error) => return Ok(Err(error.as_str())),
        };
        let name = format!("{name}.{ending}");
        match create(&self.folder.path().join(&name)).and_then(|mut file| file.write_all(&image)) {
            Ok(()) => Ok(Ok(name)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Err("another row has this value")),
            Err(error) => Err(error).with_context(|| self.path.display().to_string()),
        }
    }

    fn image(&self, text: &str) -> Result<(&'static str, Zeroizing<Vec<u8>>), siplaunch::Error> {
        let code = QrCode::new(text)?;
        match self.kind {
            QrKind::Svg => Ok(("svg", Zeroizing::new((code.to_svg() + "\n").into_bytes()))),
            QrKind::Png { scale } => Ok(("png", Zeroizing::new(code.to_png(scale)?))),
        }
    }

    /// Gives the folder its name.
    pub(super) fn finish(self) -> Result<()> {
        fs::rename(self.folder.path(), self.path).with_context(|| self.path.display().to_string())?;
        // Nothing is left to be removed.
        let _ = self.folder.keep();
        Ok(())
    }
}

/// Whether a name stays in its folder, on any system, and hides no file.
fn is_safe(name: &str) -> bool {
    let is_good = |b: u8| b.is_ascii_alphanumeric() || b"._-+@".contains(&b);
    name.len() <= MAX_NAME && name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.bytes().all(is_good)
}

/// Makes a file that only its owner can read.
fn create(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
