use std::io::{self, Write as _};

use anyhow::Result;
use serde::Serialize;

use crate::{link_args::LinkArgs, output};

/// Make the launch link that logs a customer in
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  printf %s \"$PASSWORD\" | siplaunch link \\
    --username 43720123456 --server sip.example.org \\
    --base https://portal.example/p
  siplaunch link --username alice --server example.org \\
    --base https://portal.example/p --password-env PW --json")]
pub(crate) struct Args {
    /// Print token, app link, launch link and the launch link's length as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    link: LinkArgs,
}

#[derive(Serialize)]
struct Report<'a> {
    token: &'a str,
    app_link: &'a str,
    launch_link: &'a str,
    launch_link_length: usize,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let issued = args.link.issue()?;
    if args.json {
        output::print_json(&Report {
            token: &issued.token,
            app_link: &issued.app_link,
            launch_link: &issued.launch_link,
            launch_link_length: issued.launch_link.len(),
        })
    } else {
        Ok(writeln!(io::stdout().lock(), "{}", *issued.launch_link)?)
    }
}
