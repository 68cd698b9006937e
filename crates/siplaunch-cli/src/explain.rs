use std::io;

use anyhow::{Result, bail};
use serde::Serialize;
use siplaunch::{ExplainOptions, Explanation, Finding};

#[cfg(feature = "claims")]
use crate::claims::{PolicyArgs, Status, StoreArgs};
use crate::{
    brand::BrandArgs, decode::Fields, expiry::Expiry, input, output, read_args::ReadArgs, revoked::RevokedArgs,
    sealing::SealingArgs,
};

/// Find the links in a text on standard input, and name the faults of each
///
/// The text can be a link or token alone, an SMS, HTML, or a whole mail with its encoded parts. For each link the
/// command prints the line on which it begins, its kind, the faults that keep it from launching the app, the damage that
/// the launch handler repairs, and the credentials that the app reads.
///
/// Without keys the command checks only whether a sealed link is whole. With --key-file, and the --context of the link,
/// it also prints the expiry, and finds links that were changed or sealed with another key; with --revoked it finds
/// revoked links, and with --claims also since when a link is used, and how many taps it has left.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  siplaunch explain < pasted-link.txt
  siplaunch explain --key-file /etc/siplaunch/keys.toml \\
    --context portal.example < mail.eml

Exit status 1: the text has no link, or a link has a fault.")]
pub(crate) struct Args {
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    sealing: SealingArgs,
    #[command(flatten)]
    revoked: RevokedArgs,
    #[cfg(feature = "claims")]
    #[command(flatten)]
    store: StoreArgs,
    #[cfg(feature = "claims")]
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    brand: BrandArgs,
}

#[derive(Serialize)]
struct Report<'a> {
    good: bool,
    links: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct Link<'a> {
    /// Empty if there is no link.
    #[serde(skip_serializing_if = "str::is_empty")]
    shown: &'a str,
    line: Option<usize>,
    kind: String,
    good: bool,
    findings: Vec<ReportedFinding>,
    #[serde(flatten)]
    fields: Option<Fields<'a>>,
    #[serde(flatten)]
    expiry: Option<Expiry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[cfg(feature = "claims")]
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<Status>,
}

#[derive(Serialize)]
struct ReportedFinding {
    code: u8,
    fault: bool,
    text: String,
}

impl From<&Finding> for ReportedFinding {
    fn from(finding: &Finding) -> Self {
        Self { code: finding.code(), fault: finding.is_fault(), text: finding.to_string() }
    }
}

impl<'a> Link<'a> {
    fn new(explanation: &'a Explanation, show_password: bool) -> Self {
        let expired = explanation.findings().contains(&Finding::Expired);
        Self {
            shown: explanation.shown(),
            line: explanation.line(),
            kind: explanation.kind().to_string(),
            good: explanation.is_good(),
            findings: explanation.findings().iter().map(Into::into).collect(),
            fields: explanation.credentials().map(|credentials| Fields::new(credentials, show_password)),
            expiry: explanation.expires().map(|expires| Expiry::new(expires, expired)),
            id: explanation.id().map(|id| id.to_string()),
            #[cfg(feature = "claims")]
            claim: None,
        }
    }

    /// Adds the state of the link in the claim store.
    #[cfg(feature = "claims")]
    fn add_claim(&mut self, status: Status) {
        self.good &= !status.is_fault();
        self.claim = Some(status);
    }

    fn print(&self, out: &mut impl io::Write) -> io::Result<()> {
        writeln!(out, "kind:     {}", self.kind)?;
        for finding in &self.findings {
            writeln!(out, "{} {}", if finding.fault { "fault:   " } else { "note:    " }, finding.text)?;
        }
        if let Some(fields) = &self.fields {
            fields.print(out)?;
        }
        if let Some(expiry) = &self.expiry {
            expiry.print(out)?;
        }
        self.id.as_ref().map_or(Ok(()), |id| writeln!(out, "id:       {id}"))?;
        #[cfg(feature = "claims")]
        self.claim.as_ref().map_or(Ok(()), |status| status.print(out))?;
        Ok(())
    }
}

impl Report<'_> {
    fn print(&self, out: &mut impl io::Write) -> io::Result<()> {
        let count = self.links.len();
        for (link, number) in self.links.iter().zip(1..) {
            if number > 1 {
                writeln!(out)?;
            }
            if !link.shown.is_empty() {
                let line = link.line.map_or("in an encoded part".into(), |line| format!("line {line}"));
                writeln!(out, "link:     {number} of {count}, {line}: {}", link.shown)?;
            }
            link.print(out)?;
        }
        Ok(())
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let brand = args.brand.load()?;
    let keys = args.sealing.key_ring()?;
    let revoked = args.revoked.load()?;
    let text = input::read_pasted_text()?;
    let mut options = ExplainOptions::new(&brand).with_param(&args.read.param.name).with_revoked(&revoked);
    if let Some(keys) = &keys {
        options = options.with_key_ring(keys, args.sealing.context.as_bytes());
    }
    let explanations = explain_all(&text, options);
    let links = explanations.iter().map(|found| Link::new(found, args.read.show_password));
    #[cfg(not(feature = "claims"))]
    let links: Vec<_> = links.collect();
    #[cfg(feature = "claims")]
    let links = with_claims(args, links.zip(&explanations))?;
    let report = Report { good: links.iter().all(|link| link.good), links };
    if args.read.json { output::print_json(&report) } else { output::print(|out| report.print(out)) }?;
    match (report.links.iter().filter(|link| !link.good).count(), report.links.len()) {
        (0, _) => Ok(()),
        (1, 1) => bail!("faults found"),
        (bad, all) => bail!("faults found in {bad} of {all} links"),
    }
}

/// Adds the states in the claim store, if there is one.
#[cfg(feature = "claims")]
fn with_claims<'a>(args: &Args, links: impl Iterator<Item = (Link<'a>, &'a Explanation)>) -> Result<Vec<Link<'a>>> {
    let mut statuses = args.store.statuses(&args.policy)?;
    let add = |(mut link, explanation): (Link<'a>, &Explanation)| {
        if let (Some(statuses), Some(id)) = (&mut statuses, explanation.id()) {
            link.add_claim(statuses.of(id)?);
        }
        Ok(link)
    };
    links.map(add).collect()
}

/// Explains each link in the text, or the lack of links.
fn explain_all(text: &str, options: ExplainOptions<'_>) -> Vec<Explanation> {
    let first = siplaunch::explain(text, options);
    let others = 1..first.link_count();
    let others = others.map(|link| siplaunch::explain(text, options.with_link(link)));
    let mut all = vec![first];
    all.extend(others);
    all
}
