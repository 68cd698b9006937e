use std::{
    io::Write as _,
    time::{Duration, UNIX_EPOCH},
};

use anyhow::Result;
use serde::Serialize;
use siplaunch::parse_launch_link;

use crate::{decode::Fields, input, output, read_args::ReadArgs, sealing::SealingArgs};

/// Open a sealed link, or a launch link with one, on standard input
///
/// Characters that cannot be seen, or that a terminal acts on, are shown as \u{HEX}, and so is a backslash before u{.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  siplaunch open --key-file /etc/siplaunch/keys.toml < link.txt")]
pub(crate) struct Args {
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    sealing: SealingArgs,
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    fields: Fields<'a>,
    expires: u64,
    id: String,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let keys = args.sealing.required_key_ring()?;
    let text = input::read_stdin_text()?;
    let text = text.trim();
    let carried =
        if text.contains("://") { parse_launch_link(text, &args.read.param)? } else { text.to_owned().into() };
    let now = siplaunch::now();
    let opened = keys.open(&carried, now, args.sealing.context.as_bytes())?;
    let report = Report {
        fields: Fields::new(opened.credentials.as_credentials(), args.read.show_password),
        expires: opened.expires,
        id: opened.id.to_string(),
    };
    if args.read.json {
        return output::print_json(&report);
    }
    let expires = UNIX_EPOCH + Duration::from_secs(report.expires);
    output::print(|out| {
        report.fields.print(out)?;
        writeln!(out, "expires:  {}\nid:       {}", humantime::format_rfc3339_seconds(expires), report.id)
    })
}
