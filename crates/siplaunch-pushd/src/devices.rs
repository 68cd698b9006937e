//! `siplaunch-pushd devices`: the stored devices, at a shell.

use crate::{cli::DevicesAction, config::Config};

/// Does the action in the configuration's store.
pub(crate) async fn run(_action: DevicesAction, _config: &Config) -> anyhow::Result<()> {
    anyhow::bail!("not there yet")
}
