use std::io::Write as _;

use anyhow::Result;
use serde::Serialize;
use siplaunch::{Language, SmsBudget, SmsDraft};

use crate::{link_args::IssuedPayload, message_args::MessageArgs, output, stderr};

/// Write the SMS with the launch link, and count its parts
///
/// The text goes to standard output; its length and its parts go to standard error.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  siplaunch sms --username alice --server example.org \\
    --base https://portal.example/p --password-env PW
  siplaunch sms --username alice --server example.org \\
    --base https://portal.example/p --password-env PW \\
    --brand-name 'Acme Phone' \\
    --template 'Welcome to {brand}! Tap {link} to log in' --json")]
pub(crate) struct Args {
    /// Text, which has {link} between spaces and may contain {brand}
    #[arg(long, value_name = "TEXT", conflicts_with = "language")]
    template: Option<String>,
    #[command(flatten)]
    message: MessageArgs,
}

#[derive(Serialize)]
struct Report<'a> {
    text: &'a str,
    #[serde(flatten)]
    budget: Budget,
    sealed_budget: Budget,
    one_time_budget: Budget,
}

#[derive(Serialize)]
struct Budget {
    encoding: &'static str,
    units: usize,
    parts: usize,
    units_left: usize,
    characters: usize,
    within_handbook: bool,
    first_non_gsm: Option<char>,
}

impl From<SmsBudget> for Budget {
    fn from(budget: SmsBudget) -> Self {
        Self {
            encoding: budget.encoding.as_str(),
            units: budget.units,
            parts: budget.parts,
            units_left: budget.units_left,
            characters: budget.characters,
            within_handbook: budget.is_within_handbook(),
            first_non_gsm: budget.first_non_gsm,
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let issued = args.message.link.issue()?;
    let brand_name = args.message.brand_name(&issued);
    let template = match &args.template {
        Some(template) => template,
        None => SmsDraft::template_in(Language::of_tag(&args.message.language)?),
    };
    let draft = SmsDraft { template, link: &issued.launch_link, brand_name };
    let sms = draft.compose()?;
    let (portal, credentials) = (args.message.link.portal()?, issued.credentials.as_credentials());
    let sealed = draft.sealed_budget(&portal, credentials)?;
    if args.message.json {
        let report = Report {
            text: sms.text(),
            budget: sms.budget().into(),
            sealed_budget: sealed.into(),
            one_time_budget: draft.one_time_budget(&portal, credentials)?.into(),
        };
        return output::print_json(&report);
    }
    output::print(|out| writeln!(out, "{}", sms.text()))?;
    say_budget(sms.budget());
    if matches!(issued.payload, IssuedPayload::Token { .. }) && sealed.units < sms.budget().units {
        stderr::say(format_args!("with a sealed link it is {} units, {}", sealed.units, count(sealed.parts)));
    }
    Ok(())
}

/// Says on standard error how long the SMS is, and why.
fn say_budget(budget: SmsBudget) {
    let SmsBudget { encoding, units, parts, units_left, characters, first_non_gsm, .. } = budget;
    let encoding = encoding.as_str();
    stderr::say(format_args!("{encoding}, {units} units, {}, {units_left} units left in the last", count(parts)));
    if let Some(character) = first_non_gsm {
        stderr::say(format_args!("'{character}' is not in GSM-7, so the whole SMS is sent as UCS-2"));
    }
    if !budget.is_within_handbook() {
        stderr::say(format_args!(
            "{characters} characters; the handbook advises at most {}",
            SmsBudget::HANDBOOK_CHARACTERS
        ));
    }
}

fn count(parts: usize) -> String {
    if parts == 1 { "1 part".into() } else { format!("{parts} parts") }
}
