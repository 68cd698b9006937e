use std::io::{self, Write as _};

use anyhow::{Result, bail};
use serde::Serialize;
use siplaunch::{Explanation, Portal};

use crate::{brand::BrandArgs, decode::Fields, input};

/// Say what a link or token on standard input is, and what is wrong with it
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  siplaunch explain < pasted-link.txt

Exit status 1 when something is wrong with it.")]
pub(crate) struct Args {
    /// Query parameter that carries the token in a launch link
    #[arg(long, default_value = Portal::DEFAULT_PARAM)]
    param: String,
    /// Print the password instead of hiding it
    #[arg(long)]
    show_password: bool,
    /// Print the explanation as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    brand: BrandArgs,
}

#[derive(Serialize)]
struct Report<'a> {
    kind: String,
    good: bool,
    findings: Vec<ReportedFinding>,
    #[serde(flatten)]
    fields: Option<Fields<'a>>,
}

#[derive(Serialize)]
struct ReportedFinding {
    code: u8,
    fault: bool,
    text: String,
}

impl<'a> Report<'a> {
    fn new(explanation: &'a Explanation, show_password: bool) -> Self {
        Self {
            kind: explanation.kind().to_string(),
            good: explanation.is_good(),
            findings: explanation
                .findings()
                .iter()
                .map(|finding| ReportedFinding {
                    code: finding.code(),
                    fault: finding.is_fault(),
                    text: finding.to_string(),
                })
                .collect(),
            fields: explanation.credentials().map(|credentials| Fields::new(credentials, show_password)),
        }
    }

    fn print(&self, out: &mut impl io::Write) -> io::Result<()> {
        writeln!(out, "kind:     {}", self.kind)?;
        for finding in &self.findings {
            writeln!(out, "{} {}", if finding.fault { "fault:   " } else { "note:    " }, finding.text)?;
        }
        self.fields.as_ref().map_or(Ok(()), |fields| fields.print(out))
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let brand = args.brand.load()?;
    let text = input::read_stdin_text()?;
    let explanation = siplaunch::explain(&text, &brand, &args.param);
    let report = Report::new(&explanation, args.show_password);
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        report.print(&mut out)?;
    }
    if !report.good {
        bail!("something is wrong with it");
    }
    Ok(())
}
