//! Links for all customers of a table.

mod added;
mod chunk;
mod columns;
mod format;
mod issue;
mod json_lines;
mod leftovers;
mod pipeline;
mod places;
mod progress;
mod qr_files;
mod rejects;
mod rows;
mod source;
mod table;
mod target;
mod wiped;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};
use siplaunch::{Brand, Credentials, Error, Language, Scheme, SmsDraft};

use self::{
    added::{Added, AddedArgs},
    columns::{ColumnArgs, Server},
    format::Format,
    issue::{Issuer, Sealing, Wording},
    leftovers::Leftovers,
    progress::Progress,
    qr_files::QrFiles,
    rejects::Rejects,
    rows::{Input, Rows},
    target::{Target, is_stdout},
};
use crate::{brand::BrandArgs, link_args::LinkKindArgs, output, stderr};

/// The exit status when rows were rejected.
const REJECTED: u8 = 3;

/// Make the links of all customers in a table
///
/// The first row of CSV and TSV names the columns; in JSON Lines each object does. The output has the input's columns but
/// the password, and then the columns that the options add. It appears whole or not at all. A bad row goes to the rejects,
/// with its number and the reason: the first row after the names is row 1, and empty lines do not count.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  siplaunch batch customers.csv -o links.csv \\
    --base https://portal.example/p \\
    --seal --key-file /etc/siplaunch/keys.toml
  siplaunch batch customers.tsv -o links.tsv --rejects rejects.tsv \\
    --base https://portal.example/p --once --id --sms \\
    --key-file /etc/siplaunch/keys.toml \\
    --username-column login --server sip.example.org
  export-customers | siplaunch batch - --format jsonl -o - \\
    --base https://portal.example/p --brand-file /etc/siplaunch/brand.toml

Exit status: 0 all rows have links, 3 some rows were rejected and the others have links,
1 bad input or an output that cannot be written, 2 wrong usage.")]
pub(crate) struct Args {
    /// Table of the customers, in UTF-8; - is standard input
    input: PathBuf,
    /// File for the table with the links, which only its owner can read; - is standard output
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Format of the input [default: by the ending of its name]
    #[arg(long)]
    format: Option<Format>,
    /// Format of the output [default: by the ending of its name, or else the input's]
    #[arg(long, value_name = "FORMAT")]
    output_format: Option<Format>,
    /// File for the rejects: row, column and reason, in the format of its name's ending, or else the output's
    ///
    /// It has no value of a row. Without it, the first ten rejects go to standard error.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Show no progress bar
    #[arg(long)]
    quiet: bool,
    #[command(flatten)]
    kind: LinkKindArgs,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    added: AddedArgs,
    #[command(flatten)]
    brand: BrandArgs,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let format = Format::of_input(args.format, &args.input)?;
    let output_format = args.output_format.or_else(|| Format::of_name(&args.output)).unwrap_or(format);
    let qr = args.added.qr();
    places::check(&args.input, &args.output, args.rejects.as_deref(), qr.map(|(folder, _)| folder))?;

    let added = args.added.columns(args.kind.is_sealed());
    let columns =
        args.columns.columns(args.added.qr_column.as_deref(), added.iter().map(|added| added.name()).collect());
    check_server(&columns.server)?;
    let portal = args.kind.portal()?;
    let sealing = args.sealing()?;
    let brand = args.brand(&added)?;
    let scheme = brand.as_ref().map_or(Scheme::SIP_PHONE, |brand| *brand.scheme());
    let sms = if added.contains(&Added::Sms) { Some(args.wording(scheme.as_str())?) } else { None };
    args.kind.warn(portal);

    let input = Input::open(&args.input)?;
    let len = input.len;
    let rows = Rows::new(input, format, &columns, output_format)?;
    let leftovers = Leftovers::watch()?;
    let rejects = args.rejects.as_deref().map(|path| (path, Format::of_name(path).unwrap_or(output_format)));
    let mut rejects = Rejects::new(rejects, &leftovers)?;
    let qr = qr.map(|(folder, kind)| QrFiles::new(folder, kind, &leftovers)).transpose()?;
    let mut target = Target::new(&args.output, &leftovers)?;
    let progress = Progress::new(len, args.quiet || is_stdout(&args.output) && output::is_terminal())?;

    let issuer = Issuer { added: &added, columns: &columns, portal, brand, sealing, sms, qr, output: output_format };
    let (mut count, mut ambiguous) = (0, 0);
    pipeline::run(rows, &issuer, |issued| {
        count += issued.count;
        ambiguous += issued.ambiguous;
        target.write(&issued.rows)?;
        if !issued.rejects.is_empty() {
            progress.suspend(|| rejects.add(&issued.rejects))?;
        }
        progress.add(issued.count, issued.read);
        Ok(())
    })?;
    let rejected = rejects.finish()?;
    issuer.qr.map_or(Ok(()), QrFiles::finish)?;
    target.finish()?;
    progress.finish();
    Ok(args.report(count, rejected, ambiguous))
}

impl Args {
    fn sealing(&self) -> Result<Option<Sealing<'_>>> {
        if !self.kind.is_sealed() {
            return Ok(None);
        }
        let (keys, seal) = (self.kind.sealing.required_key_ring()?, self.kind.seal_now());
        u32::try_from(seal.expires).map_err(|_| Error::Expires).context("--ttl")?;
        Ok(Some(Sealing { keys, seal, once: self.kind.once }))
    }

    /// The brand: the published app's only if something needs one.
    fn brand(&self, added: &[Added]) -> Result<Option<Brand>> {
        let is_for_brand = |added| matches!(added, Added::Token | Added::AppLink | Added::LaunchLink);
        if self.kind.is_sealed() && !added.iter().copied().any(is_for_brand) {
            return self.brand.given();
        }
        self.brand.load().map(Some)
    }

    /// The words of the SMS, after a trial.
    fn wording<'a>(&'a self, scheme: &'a str) -> Result<Wording<'a>> {
        let template = match &self.added.template {
            Some(template) => template,
            None => SmsDraft::template_in(Language::of_tag(&self.added.language)?),
        };
        let brand_name = self.added.brand_name.as_deref().unwrap_or(scheme);
        SmsDraft { template, link: &self.kind.base, brand_name }.compose()?;
        Ok(Wording { template, brand_name })
    }

    /// Says on standard error what the output does not show.
    fn report(&self, count: u64, rejected: u64, ambiguous: u64) -> ExitCode {
        if ambiguous > 0 {
            stderr::warn(format_args!(
                "{ambiguous} of {count} rows contain '=', '%' or '+', which some app builds may read differently"
            ));
        }
        if rejected == 0 {
            return ExitCode::SUCCESS;
        }
        match &self.rejects {
            Some(path) => stderr::say(format_args!("{rejected} of {count} rows rejected: see {}", path.display())),
            None => stderr::say(format_args!("{rejected} of {count} rows rejected; --rejects FILE lists them all")),
        }
        ExitCode::from(REJECTED)
    }
}

/// Checks a server that all rows have.
fn check_server(server: &Server<'_>) -> Result<()> {
    match server {
        Server::Fixed(server) => Ok(Credentials { username: "a", server, password: "a" }.check()?),
        Server::Column(_) => Ok(()),
    }
}
