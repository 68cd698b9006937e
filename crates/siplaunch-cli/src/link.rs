use std::io::{self, Write as _};

use anyhow::Result;
use serde::Serialize;
use siplaunch::{Credentials, Portal};

use crate::{brand::BrandArgs, input::PasswordArgs};

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
    /// SIP username
    #[arg(long)]
    username: String,
    /// SIP server or domain
    #[arg(long)]
    server: String,
    /// Where the launch handler is reached: an absolute http or https URL
    #[arg(long, value_name = "URL")]
    base: String,
    /// Query parameter that carries the token
    #[arg(long, default_value = Portal::DEFAULT_PARAM)]
    param: String,
    /// Print token, app link, launch link and the launch link's length as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    brand: BrandArgs,
}

#[derive(Serialize)]
struct Report {
    token: String,
    app_link: String,
    launch_link: String,
    launch_link_length: usize,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let portal = Portal::new(&args.base)?.with_param(&args.param)?;
    let brand = args.brand.load()?;
    let password = args.password.read()?;
    let credentials = Credentials { username: &args.username, server: &args.server, password: &password };
    let token = brand.token(credentials)?;
    for (field, character) in credentials.ambiguities() {
        let field = field.as_str();
        eprintln!("siplaunch: warning: the {field} contains '{character}', which some app builds may read differently");
    }
    if !args.base.starts_with("https://") {
        eprintln!("siplaunch: warning: the base is not https: whoever is on the way can read the link");
    }
    let launch_link = String::from(portal.launch_link(token));
    let mut out = io::stdout().lock();
    if args.json {
        let report = Report {
            token: token.into(),
            app_link: brand.scheme().app_link(token).into(),
            launch_link_length: launch_link.len(),
            launch_link,
        };
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{launch_link}")?;
    }
    Ok(())
}
