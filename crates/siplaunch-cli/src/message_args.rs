//! What every subcommand that writes a message takes.

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use siplaunch::Language;

use crate::link_args::{Issued, LinkArgs};

/// The options of a message, whatever it is sent by.
#[derive(clap::Args)]
pub(crate) struct MessageArgs {
    /// Language of the words that are not given
    #[arg(long, default_value = "en", value_parser = PossibleValuesParser::new(["en", "de"]).try_map(|tag| Language::of_tag(&tag)))]
    pub(crate) language: Language,
    /// The app's name as customers know it [default: the scheme]
    #[arg(long, value_name = "NAME")]
    brand_name: Option<String>,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) link: LinkArgs,
}

impl MessageArgs {
    /// What `{brand}` stands for.
    pub(crate) fn brand_name<'a>(&'a self, issued: &'a Issued) -> &'a str {
        self.brand_name.as_deref().unwrap_or(&issued.scheme)
    }
}
