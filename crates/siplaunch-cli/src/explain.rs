use std::io;

use anyhow::{Result, bail};
use serde::Serialize;
use siplaunch::{ExplainOptions, Explanation};

use crate::{brand::BrandArgs, decode::Fields, input, output, read_args::ReadArgs};

/// Say what a link or token on standard input is, and what is wrong with it
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  siplaunch explain < pasted-link.txt

Exit status 1 when something is wrong with it.")]
pub(crate) struct Args {
    #[command(flatten)]
    read: ReadArgs,
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
    let explanation = siplaunch::explain(&text, ExplainOptions::new(&brand).with_param(&args.read.param));
    let report = Report::new(&explanation, args.read.show_password);
    if args.read.json {
        output::print_json(&report)?;
    } else {
        output::print(|out| report.print(out))?;
    }
    if !report.good {
        bail!("something is wrong with it");
    }
    Ok(())
}
