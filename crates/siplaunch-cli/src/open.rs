use std::{
    io::{self, Write as _},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::Result;
use serde::Serialize;
use siplaunch::{Portal, parse_launch_link};

use crate::{decode::Fields, input, sealing::SealingArgs};

/// Open a sealed link, or a launch link with one, on standard input
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  siplaunch open --key-file /etc/siplaunch/keys.toml < link.txt")]
pub(crate) struct Args {
    /// Query parameter that carries the sealed link in a launch link
    #[arg(long, default_value = Portal::DEFAULT_PARAM)]
    param: String,
    /// Print the password instead of hiding it
    #[arg(long)]
    show_password: bool,
    /// Print fields, expiry (Unix time) and id as JSON
    #[arg(long)]
    json: bool,
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
    let carried = if text.contains("://") { parse_launch_link(text, &args.param)? } else { text.to_owned().into() };
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let opened = keys.open(&carried, now, args.sealing.context.as_bytes())?;
    let report = Report {
        fields: Fields::new(opened.credentials.as_credentials(), args.show_password),
        expires: opened.expires,
        id: opened.id.to_string(),
    };
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        return Ok(writeln!(out)?);
    }
    report.fields.print(&mut out)?;
    let expires = UNIX_EPOCH + Duration::from_secs(report.expires);
    Ok(writeln!(out, "expires:  {}\nid:       {}", humantime::format_rfc3339_seconds(expires), report.id)?)
}
