//! The options of every subcommand that writes a message.

use siplaunch::Language;

use crate::link_args::{Issued, LinkArgs};

/// The options of a message.
#[derive(clap::Args)]
pub(crate) struct MessageArgs {
    /// Language of the message: en, de or a variety such as de-AT; any other if options give all texts
    #[arg(long, value_name = "TAG", default_value = Language::English.tag())]
    pub(crate) language: String,
    /// Brand name that customers read, in place of {brand} [default: the scheme]
    #[arg(long, value_name = "NAME")]
    brand_name: Option<String>,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) link: LinkArgs,
}

impl MessageArgs {
    /// The brand name, in place of `{brand}`.
    pub(crate) fn brand_name<'a>(&'a self, issued: &'a Issued) -> &'a str {
        self.brand_name.as_deref().unwrap_or(&issued.scheme)
    }
}
