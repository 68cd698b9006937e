use std::collections::HashSet;

use anyhow::Result;
use siplaunch::{LaunchHandler, LinkId, Portal, Request, Response, Scheme};

use crate::{brand::BrandArgs, page::PageArgs, revoked::RevokedArgs, sealing::SealingArgs};

/// The options of the launch handler, however it is run.
#[derive(clap::Args)]
#[command(next_help_heading = "Launch handler")]
pub(crate) struct HandlerArgs {
    /// Query parameter that carries the token or sealed link
    #[arg(long, default_value = Portal::DEFAULT_PARAM)]
    param: String,
    /// Scheme of the app links to redirect to [default: the brand's, or else sipphone]
    #[arg(long, conflicts_with = "key_file")]
    scheme: Option<String>,
    #[command(flatten)]
    sealing: SealingArgs,
    /// Refuse tokens: only sealed links are launched
    #[arg(long, requires = "key_file")]
    sealed_only: bool,
    #[command(flatten)]
    revoked: RevokedArgs,
    #[command(flatten)]
    brand: BrandArgs,
    #[command(flatten)]
    page: PageArgs,
}

impl HandlerArgs {
    /// The handler that was asked for, its files read anew.
    pub(crate) fn load(&self) -> Result<Handler> {
        let mut launch = match self.sealing.key_ring()? {
            Some(keys) => {
                let context = self.sealing.context.as_bytes();
                LaunchHandler::new(Scheme::SIP_PHONE).with_sealed_links(self.brand.load()?, keys, context)
            }
            None => LaunchHandler::new(self.scheme()?),
        }
        .with_param(&self.param)?;
        if self.sealed_only {
            launch = launch.sealed_only();
        }
        let mut page_missing = Vec::new();
        if let Some(page) = self.page.load(&self.param)? {
            page_missing = page.missing().collect();
            launch = launch.with_page(page)?;
        }
        let revoked = self.revoked.load()?.into_iter().collect();
        Ok(Handler { launch, revoked, page_missing })
    }

    /// For tokens the scheme is all that is needed of a brand.
    fn scheme(&self) -> Result<Scheme> {
        match &self.scheme {
            Some(scheme) => Ok(Scheme::new(scheme)?),
            None => Ok(self.brand.given()?.map_or(Scheme::SIP_PHONE, |brand| *brand.scheme())),
        }
    }
}

/// The launch handler and the links that it does not let in any more.
pub(crate) struct Handler {
    launch: LaunchHandler,
    pub(crate) revoked: HashSet<LinkId>,
    /// The settings without which its page leads some customers nowhere.
    #[cfg_attr(not(feature = "serve"), expect(dead_code, reason = "the log of serve says it"))]
    pub(crate) page_missing: Vec<&'static str>,
}

impl Handler {
    /// The answer, and the id of the link, if it is an authentic sealed one.
    pub(crate) fn answer(&self, request: Request<'_>) -> (Response, Option<LinkId>) {
        let launch = self.launch.inspect(request);
        let id = launch.id();
        match id {
            Some(revoked) if self.revoked.contains(&revoked) => (launch.answer_revoked(), id),
            _ => (launch.answer(), id),
        }
    }
}
