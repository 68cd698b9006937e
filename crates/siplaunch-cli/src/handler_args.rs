use anyhow::Result;
use siplaunch::{LaunchHandler, Portal, Scheme};

/// The options of the launch handler, however it is run. It needs no key.
#[derive(clap::Args)]
#[command(next_help_heading = "Launch handler")]
pub(crate) struct HandlerArgs {
    /// Query parameter that carries the token
    #[arg(long, default_value = Portal::DEFAULT_PARAM)]
    param: String,
    /// Scheme of the app links to redirect to
    #[arg(long, default_value = Scheme::SIP_PHONE.as_str())]
    scheme: String,
}

impl HandlerArgs {
    /// The handler that was asked for.
    pub(crate) fn handler(&self) -> Result<LaunchHandler> {
        Ok(LaunchHandler::new(Scheme::new(&self.scheme)?).with_param(&self.param)?)
    }
}
