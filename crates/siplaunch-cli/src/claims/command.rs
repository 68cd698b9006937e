use std::io::Write as _;

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use serde::Serialize;
use siplaunch::LinkId;

use super::{PolicyArgs, Status, StoreArgs};
use crate::{json, output, stderr};

/// Make, read and clean the claim store of one-time links
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  siplaunch claims init --claims redis://redis.example
  siplaunch claims show 84571caf1cb9075dff7e0cd2b2b62053 \\
    --claims sqlite:/var/lib/siplaunch/claims.db")]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make the store, unless there is one
    ///
    /// A new store knows no used link: all of them work again until they expire.
    Init {
        #[command(flatten)]
        store: StoreArgs,
    },
    /// List the links that were tapped or revoked
    List {
        /// Print as JSON, one object a line
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        store: StoreArgs,
        #[command(flatten)]
        policy: PolicyArgs,
    },
    /// Show one link; exit status 1 if it opens no app any more
    Show {
        /// Id of the link, 32 hex digits
        #[arg(value_parser = id)]
        id: LinkId,
        /// Print as JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        store: StoreArgs,
        #[command(flatten)]
        policy: PolicyArgs,
    },
    /// Forget a link, as if nobody had tapped or revoked it
    Forget {
        /// Id of the link, 32 hex digits
        #[arg(value_parser = id)]
        id: LinkId,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Delete the links that expired a day ago or earlier
    ///
    /// `siplaunch serve` does it every hour, and Redis does it by itself.
    Purge {
        #[command(flatten)]
        store: StoreArgs,
    },
}

/// A link of a list.
#[derive(Serialize)]
struct Listed {
    id: String,
    #[serde(flatten)]
    status: Status,
}

/// Reads an id of the arguments.
pub(super) fn id(text: &str) -> Result<LinkId, &'static str> {
    LinkId::parse(text).ok_or("an id has 32 hex digits")
}

pub(crate) fn run(args: &Args) -> Result<()> {
    match &args.action {
        Action::Init { store } => store.required_store()?.create().context("claim store"),
        Action::List { json, store, policy } => list(store, policy, *json),
        Action::Show { id, json, store, policy } => show(*id, store, policy, *json),
        Action::Forget { id, store } => match store.required_store()?.forget(*id).context("claim store")? {
            true => Ok(()),
            false => bail!("the claim store has no such link"),
        },
        Action::Purge { store } => {
            let purged = store.required_store()?.purge(siplaunch::now()).context("claim store")?;
            stderr::say(format_args!("links deleted: {purged}"));
            Ok(())
        }
    }
}

fn list(store: &StoreArgs, policy: &PolicyArgs, json: bool) -> Result<()> {
    let (mut store, policy, now) = (store.required_store()?, policy.policy()?, siplaunch::now());
    output::print_from(|out| {
        let listed = store.list(&mut |(id, record)| {
            let listed = Listed { id: id.to_string(), status: Status::new(Some(record), policy, now) };
            let Listed { id, status } = &listed;
            let line = if json { json::line(&listed)? } else { format!("{id} {}", status.line()).into() };
            writeln!(out, "{}", *line).context("standard output")
        });
        listed.context("claim store")
    })
}

fn show(id: LinkId, store: &StoreArgs, policy: &PolicyArgs, json: bool) -> Result<()> {
    let record = store.required_store()?.find(id).context("claim store")?;
    let status = Status::new(record, policy.policy()?, siplaunch::now());
    if json { output::print_json(&status) } else { output::print(|out| status.print(out)) }?;
    if status.is_fault() { bail!("the link opens no app any more") } else { Ok(()) }
}
