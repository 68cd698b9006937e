use std::io;

use anyhow::{Result, bail};
use serde::Serialize;
use siplaunch::{Error, Token};

#[cfg(feature = "claims")]
use crate::claims::{PolicyArgs, Status, StoreArgs};
use crate::{
    decode::Fields,
    expiry::Expiry,
    input, output,
    read_args::{ReadArgs, ask_explain},
    sealing::SealingArgs,
};

/// Open a sealed link or a sealed token on standard input
///
/// An expired link is shown too, with exit status 1, and so is a link that the claim store of --claims has as used up or
/// revoked.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  siplaunch open --key-file /etc/siplaunch/keys.toml < link.txt")]
pub(crate) struct Args {
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    sealing: SealingArgs,
    #[cfg(feature = "claims")]
    #[command(flatten)]
    store: StoreArgs,
    #[cfg(feature = "claims")]
    #[command(flatten)]
    policy: PolicyArgs,
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    fields: Fields<'a>,
    #[serde(flatten)]
    expiry: Expiry,
    id: String,
    #[cfg(feature = "claims")]
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<Status>,
}

impl Report<'_> {
    fn print(&self, out: &mut impl io::Write) -> io::Result<()> {
        self.fields.print(out)?;
        self.expiry.print(out)?;
        writeln!(out, "id:       {}", self.id)?;
        #[cfg(feature = "claims")]
        self.claim.as_ref().map_or(Ok(()), |status| status.print(out))?;
        Ok(())
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let keys = args.sealing.required_key_ring()?;
    let text = input::read_stdin_text()?;
    let payload = match args.read.payload(text.trim())? {
        Some(payload) if Token::parse(&payload).is_err() => payload,
        _ => bail!("the link is not sealed: siplaunch decode reads tokens and app links"),
    };
    let open = |now| keys.open(&payload, now, args.sealing.context.as_bytes());
    let (opened, expired) = match open(siplaunch::now()) {
        // An expired link is authentic, and was valid at the beginning of time.
        Err(Error::SealedExpired) => (open(0)?, true),
        opened => (opened.map_err(ask_explain)?, false),
    };
    let report = Report {
        fields: Fields::new(opened.credentials.as_credentials(), args.read.show_password),
        expiry: Expiry::new(opened.expires, expired),
        id: opened.id.to_string(),
        #[cfg(feature = "claims")]
        claim: args.store.statuses(&args.policy)?.map(|mut statuses| statuses.of(opened.id)).transpose()?,
    };
    if args.read.json { output::print_json(&report) } else { output::print(|out| report.print(out)) }?;
    if expired {
        return Err(Error::SealedExpired.into());
    }
    #[cfg(feature = "claims")]
    if report.claim.is_some_and(|status| status.is_fault()) {
        bail!("the link opens no app any more");
    }
    Ok(())
}
