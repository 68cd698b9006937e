use anyhow::{Result, anyhow};
use siplaunch::{Error, Portal, parse_launch_link};
use zeroize::Zeroizing;

/// The options of every subcommand that reads a link.
#[derive(clap::Args)]
pub(crate) struct ReadArgs {
    /// Query parameter that carries the token or sealed link in a launch link
    #[arg(long, default_value = Portal::DEFAULT_PARAM)]
    pub(crate) param: String,
    /// Print the password instead of hiding it
    #[arg(long)]
    pub(crate) show_password: bool,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl ReadArgs {
    /// The token or sealed link in a launch link, or alone; nothing if the text is an app link or the like.
    pub(crate) fn payload(&self, text: &str) -> Result<Option<Zeroizing<String>>> {
        match text.split_once("://") {
            None => Ok(Some(Zeroizing::new(text.into()))),
            Some((scheme, _)) if ["http", "https"].iter().any(|http| scheme.eq_ignore_ascii_case(http)) => {
                parse_launch_link(text, &self.param).map(Some).map_err(ask_explain)
            }
            Some(_) => Ok(None),
        }
    }
}

/// The error of a subcommand that takes exact links only.
pub(crate) fn ask_explain(error: Error) -> anyhow::Error {
    anyhow!("{error}; siplaunch explain says what is wrong")
}
