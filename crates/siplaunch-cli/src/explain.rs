use anyhow::Result;
/// Say what a pasted link is and what is wrong with it
#[derive(clap::Args)]
pub(crate) struct Args {}
pub(crate) fn run(_args: &Args) -> Result<()> {
    Ok(())
}
