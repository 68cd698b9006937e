use siplaunch::Portal;

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
