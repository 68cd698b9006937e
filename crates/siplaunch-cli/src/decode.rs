use std::io::{self, Write as _};

use anyhow::Result;
use serde::Serialize;
use siplaunch::{Credentials, Error, Portal, parse_launch_link};

use crate::{brand::BrandArgs, input};

/// Show what the app reads in a launch link, app link or token on standard input
///
/// Takes exact links only; `siplaunch explain` says what is wrong with the others.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  siplaunch decode < link.txt
  siplaunch link … | siplaunch decode --show-password --json")]
pub(crate) struct Args {
    /// Query parameter that carries the token in a launch link
    #[arg(long, default_value = Portal::DEFAULT_PARAM)]
    param: String,
    /// Print the password instead of hiding it
    #[arg(long)]
    show_password: bool,
    /// Print username, server and (if shown) password as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    brand: BrandArgs,
}

/// What is printed of credentials.
#[derive(Serialize)]
pub(crate) struct Fields<'a> {
    username: &'a str,
    server: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(credentials: Credentials<'a>, show_password: bool) -> Self {
        let Credentials { username, server, password } = credentials;
        Self { username, server, password: show_password.then_some(password) }
    }

    pub(crate) fn print(&self, out: &mut impl io::Write) -> io::Result<()> {
        let Self { username, server, password } = self;
        writeln!(out, "username: {username}\nserver:   {server}")?;
        writeln!(out, "password: {}", password.unwrap_or("(hidden, see --show-password)"))
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let brand = args.brand.load()?;
    let text = input::read_stdin_text()?;
    let text = text.trim();
    let credentials = if text.starts_with("https://") || text.starts_with("http://") {
        brand.decode_credentials(&parse_launch_link(text, &args.param)?)?
    } else if text.contains("://") {
        brand.decode_credentials(brand.scheme().parse_app_link(text)?)?
    } else if text.is_empty() {
        return Err(Error::Token.into());
    } else {
        brand.decode_credentials(text)?
    };
    let fields = Fields::new(credentials.as_credentials(), args.show_password);
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &fields)?;
        writeln!(out)?;
    } else {
        fields.print(&mut out)?;
    }
    Ok(())
}
