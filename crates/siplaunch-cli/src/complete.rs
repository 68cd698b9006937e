use std::io::Write as _;

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;

use crate::output;

/// Print a shell's completion script
#[derive(clap::Args)]
#[command(after_help = "Example:\n  siplaunch completions bash > /etc/bash_completion.d/siplaunch")]
pub(crate) struct Args {
    /// The shell to complete for
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let mut command = crate::Cli::command();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "siplaunch", &mut script);
    output::print(|out| out.write_all(&script))
}
