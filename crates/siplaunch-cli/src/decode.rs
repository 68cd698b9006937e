use std::io;

use anyhow::{Result, bail};
use serde::Serialize;
use siplaunch::{Credentials, SealedToken, Visible};

use crate::{
    brand::BrandArgs,
    input, output,
    read_args::{ReadArgs, ask_explain},
};

/// Show the credentials in a launch link, app link or token on standard input
///
/// Takes exact links only; `siplaunch explain` names the faults of others.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  siplaunch decode < link.txt
  siplaunch decode --show-password --json < link.txt")]
pub(crate) struct Args {
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    brand: BrandArgs,
}

/// The printed fields of credentials.
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
        writeln!(out, "username: {}", Visible(self.username))?;
        writeln!(out, "server:   {}", Visible(self.server))?;
        writeln!(out, "password: {}", Visible(self.password.unwrap_or("(hidden, see --show-password)")))
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let brand = args.brand.load()?;
    let text = input::read_stdin_text()?;
    let text = text.trim();
    let payload = args.read.payload(text)?;
    let credentials = match &payload {
        Some(payload) if SealedToken::parse(payload).is_ok() => {
            bail!("the link is sealed: siplaunch open reads sealed links and sealed tokens")
        }
        Some(payload) => brand.decode_credentials(payload),
        None => brand.scheme().parse_app_link(text).and_then(|token| brand.decode_credentials(token)),
    }
    .map_err(ask_explain)?;
    let fields = Fields::new(credentials.as_credentials(), args.read.show_password);
    if args.read.json { output::print_json(&fields) } else { output::print(|out| fields.print(out)) }
}
