use anyhow::{Context as _, Result};
use siplaunch::LinkId;

use super::{StoreArgs, command::id};

/// Revoke a sealed link in the claim store
///
/// Launch handlers with that store answer that the link is no longer valid. `siplaunch link --json` prints the id of a
/// link, and the log of `siplaunch serve` has it. `siplaunch claims forget` lets the link in again.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  siplaunch revoke 84571caf1cb9075dff7e0cd2b2b62053 \\
    --claims sqlite:/var/lib/siplaunch/claims.db")]
pub(crate) struct Args {
    /// Id of the link, 32 hex digits
    #[arg(value_parser = id)]
    id: LinkId,
    #[command(flatten)]
    store: StoreArgs,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    args.store.required_store()?.revoke(args.id, siplaunch::now()).context("claim store")
}
