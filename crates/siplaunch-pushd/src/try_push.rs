//! `siplaunch-pushd try`: one push, and the provider's answer in words.

use crate::config::Config;

/// Pushes to the devices of a subscriber (`user@domain`).
pub(crate) async fn run(_subscriber: &str, _config: &Config) -> anyhow::Result<()> {
    anyhow::bail!("not there yet")
}
