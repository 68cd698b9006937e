//! The options that both ends of a sealed link share.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use siplaunch::KeyRing;

use crate::key_file::read_key_ring;

/// The options of sealed links.
#[derive(clap::Args)]
#[command(next_help_heading = "Sealed links")]
pub(crate) struct SealingArgs {
    /// File of sealing keys, as `siplaunch keygen` makes it
    #[arg(long, value_name = "FILE", env = "SIPLAUNCH_KEY_FILE", hide_env_values = true)]
    key_file: Option<PathBuf>,
    /// Text that both ends know and the link does not carry, such as the portal's host
    #[arg(long, default_value = "", hide_default_value = true, requires = "key_file")]
    pub(crate) context: String,
}

impl SealingArgs {
    /// Whether there is a key file.
    pub(crate) fn has_keys(&self) -> bool {
        self.key_file.is_some()
    }

    /// The keys, if there is a key file.
    pub(crate) fn key_ring(&self) -> Result<Option<KeyRing>> {
        self.key_file.as_deref().map(read_key_ring).transpose()
    }

    /// The keys, or an error without a key file.
    pub(crate) fn required_key_ring(&self) -> Result<KeyRing> {
        self.key_ring()?.context("sealed links need --key-file (or SIPLAUNCH_KEY_FILE)")
    }
}
