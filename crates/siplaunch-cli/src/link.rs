use std::io::Write as _;

use anyhow::Result;
use serde::Serialize;

use crate::{
    link_args::{IssuedPayload, LinkArgs},
    output,
};

/// Make the launch link that logs a customer in
///
/// The password comes from standard input, and the link goes to standard output. Send it to the customer alone: whoever
/// has the link can log in with it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  printf %s \"$PASSWORD\" | siplaunch link \\
    --username 43720123456 --server sip.example.org \\
    --base https://portal.example/p
  siplaunch link --username alice --server example.org \\
    --base https://portal.example/p --password-env PW --json
  siplaunch link --username alice --server example.org \\
    --base https://portal.example/p --password-env PW \\
    --seal --ttl 24h --key-file /etc/siplaunch/keys.toml
  siplaunch link --username alice --server example.org \\
    --base https://portal.example/p --password-env PW \\
    --once --key-file /etc/siplaunch/keys.toml")]
pub(crate) struct Args {
    /// Print as JSON: token and app link, or the sealed link's expiry (Unix time) and id; launch link and its length
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    link: LinkArgs,
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    payload: ReportedPayload<'a>,
    launch_link: &'a str,
    launch_link_length: usize,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ReportedPayload<'a> {
    Token { token: &'a str, app_link: &'a str },
    Sealed { expires: u64, id: String },
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let issued = args.link.issue()?;
    if args.json {
        output::print_json(&Report {
            payload: match &issued.payload {
                IssuedPayload::Token { token, app_link } => ReportedPayload::Token { token, app_link },
                IssuedPayload::Sealed { expires, id } => {
                    ReportedPayload::Sealed { expires: *expires, id: id.to_string() }
                }
            },
            launch_link: &issued.launch_link,
            launch_link_length: issued.launch_link.len(),
        })
    } else {
        output::print(|out| writeln!(out, "{}", *issued.launch_link))
    }
}
