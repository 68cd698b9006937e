//! The list of revoked links.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use siplaunch::LinkId;

/// The option of the list.
#[derive(clap::Args)]
pub(crate) struct RevokedArgs {
    /// File with the ids of revoked links, one a line; # begins a comment
    #[arg(long, value_name = "FILE", requires = "key_file")]
    revoked: Option<PathBuf>,
}

impl RevokedArgs {
    /// The ids in the file, read anew; none without a file.
    pub(crate) fn load(&self) -> Result<Vec<LinkId>> {
        let Some(path) = &self.revoked else { return Ok(Vec::new()) };
        let read = || match LinkId::parse_list(&fs::read_to_string(path)?) {
            Ok(ids) => Ok(ids),
            Err(line) => bail!("line {line}: expected the 32 hex digits of an id"),
        };
        read().with_context(|| format!("revoked links {}", path.display()))
    }
}
