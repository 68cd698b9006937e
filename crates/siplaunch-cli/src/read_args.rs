use anyhow::{Result, anyhow};
use siplaunch::{Error, parse_launch_link};
use zeroize::Zeroizing;

use crate::param_args::ParamArgs;

/// The options of every subcommand that reads a link.
#[derive(clap::Args)]
pub(crate) struct ReadArgs {
    #[command(flatten)]
    pub(crate) param: ParamArgs,
    /// Print the password instead of hiding it
    #[arg(long)]
    pub(crate) show_password: bool,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl ReadArgs {
    /// The payload of a launch link, or the text itself if it is no link. Nothing for other links, such as app links.
    pub(crate) fn payload(&self, text: &str) -> Result<Option<Zeroizing<String>>> {
        match text.split_once("://") {
            None => Ok(Some(Zeroizing::new(text.into()))),
            Some((scheme, _)) if ["http", "https"].iter().any(|http| scheme.eq_ignore_ascii_case(http)) => {
                parse_launch_link(text, &self.param.name).map(Some).map_err(ask_explain)
            }
            Some(_) => Ok(None),
        }
    }
}

/// The error of a subcommand that takes exact links only.
pub(crate) fn ask_explain(error: Error) -> anyhow::Error {
    anyhow!("{error}; siplaunch explain names the faults")
}
