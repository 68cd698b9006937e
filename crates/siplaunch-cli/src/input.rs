//! The reading of passwords, links, keys and other texts.

use std::{
    env,
    fs::File,
    io::{self, IsTerminal as _, Read},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow, bail};
use zeroize::Zeroizing;

use crate::stderr;

/// The longest text that a file or standard input may have, 64 KiB.
const MAX_TEXT: u64 = 64 << 10;

/// The options of the password, which comes from standard input without them.
#[derive(clap::Args)]
#[command(next_help_heading = "Password (on standard input without these options)")]
#[group(multiple = false)]
pub(crate) struct PasswordArgs {
    /// Read the password from a file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Read the password from an environment variable
    #[arg(long, value_name = "NAME")]
    password_env: Option<String>,
}

impl PasswordArgs {
    /// The password. One line ending at its end, as files and pipes have, is cut off.
    pub(crate) fn read(&self) -> Result<Zeroizing<String>> {
        if let Some(name) = &self.password_env {
            return match std::env::var(name) {
                Ok(password) => Ok(Zeroizing::new(password)),
                Err(_) => bail!("the environment variable {name} is not set, or not UTF-8"),
            };
        }
        let password = match &self.password_file {
            Some(path) => read_secret_file(path)?,
            None if io::stdin().is_terminal() => {
                return Ok(rpassword::prompt_password("Password: ").context("password prompt")?.into());
            }
            None => read_stdin_text()?,
        };
        Ok(line(password))
    }
}

/// The password in a file or else in an environment variable, if there is one.
#[cfg(feature = "claims")]
pub(crate) fn read_optional_password(file: Option<&Path>, variable: &str) -> Result<Option<Zeroizing<String>>> {
    match file {
        Some(path) => read_secret_file(path).map(|password| Some(line(password))),
        None => read_variable(variable),
    }
}

/// A text without the line ending that files and pipes have.
fn line(text: Zeroizing<String>) -> Zeroizing<String> {
    match text.strip_suffix('\n') {
        Some(line) => Zeroizing::new(line.strip_suffix('\r').unwrap_or(line).to_owned()),
        None => text,
    }
}

/// The secret in an environment variable, if it is set.
pub(crate) fn read_variable(name: &str) -> Result<Option<Zeroizing<String>>> {
    match env::var(name) {
        Ok(value) => Ok(Some(value.into())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => bail!("the environment variable {name} is not UTF-8"),
    }
}

/// All of standard input, any bytes.
pub(crate) fn read_stdin() -> Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    io::stdin().lock().read_to_end(&mut bytes).context("standard input")?;
    Ok(bytes)
}

/// All of standard input, which must be UTF-8 of at most [`MAX_TEXT`] bytes.
pub(crate) fn read_stdin_text() -> Result<Zeroizing<String>> {
    read_text(io::stdin().lock()).context("standard input")
}

/// All of standard input, in any encoding: links are ASCII, so other characters need not be right.
pub(crate) fn read_pasted_text() -> Result<Zeroizing<String>> {
    let bytes = read_bytes(io::stdin().lock()).context("standard input")?;
    Ok(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Reads a file with a secret. Warns on standard error if its mode is too open.
pub(crate) fn read_secret_file(path: &Path) -> Result<Zeroizing<String>> {
    open_secret_file(path).and_then(|file| read_text(file).with_context(|| path.display().to_string()))
}

/// Opens a file with secrets. Warns on standard error if its mode is too open.
pub(crate) fn open_secret_file(path: &Path) -> Result<File> {
    let open = || File::open(path).and_then(|file| warn_if_exposed(path, &file).map(|()| file));
    open().with_context(|| path.display().to_string())
}

/// Reads a file without secrets.
pub(crate) fn read_public_file(path: &Path) -> Result<Zeroizing<String>> {
    File::open(path).map_err(Into::into).and_then(read_text).with_context(|| path.display().to_string())
}

fn read_text(source: impl Read) -> Result<Zeroizing<String>> {
    let bytes = read_bytes(source)?;
    Ok(Zeroizing::new(str::from_utf8(&bytes).map_err(|_| anyhow!("it is not UTF-8"))?.into()))
}

fn read_bytes(source: impl Read) -> Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let len = source.take(MAX_TEXT + 1).read_to_end(&mut bytes)?;
    if len as u64 > MAX_TEXT {
        bail!("it has more than {MAX_TEXT} bytes");
    }
    Ok(bytes)
}

#[cfg(unix)]
fn warn_if_exposed(path: &Path, file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = file.metadata()?;
    let mode = metadata.permissions().mode() & 0o777;
    if let Some(warning) = siplaunch::mode_warning(mode).filter(|_| metadata.is_file()) {
        stderr::warn(format_args!("{} has mode {mode:04o}, {warning}", path.display()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn warn_if_exposed(_path: &Path, _file: &File) -> io::Result<()> {
    Ok(())
}
