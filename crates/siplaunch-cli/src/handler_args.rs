use std::collections::HashSet;

use anyhow::Result;
use siplaunch::{LaunchHandler, LinkId, Request, Response, Scheme};

use crate::{brand::BrandArgs, page::PageArgs, param_args::ParamArgs, revoked::RevokedArgs, sealing::SealingArgs};

/// The options of the launch handler, for `serve` and `cgi`.
#[derive(clap::Args)]
#[command(next_help_heading = "Launch handler")]
pub(crate) struct HandlerArgs {
    #[command(flatten)]
    param: ParamArgs,
    #[arg(long, conflicts_with = "key_file", help = format!(
        "Scheme of the app links [default: the brand's, or else {}]", Scheme::SIP_PHONE.as_str()
    ))]
    scheme: Option<String>,
    #[command(flatten)]
    sealing: SealingArgs,
    /// Launch only sealed links, and refuse tokens
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
    /// The handler of these options. Reads its files anew.
    pub(crate) fn load(&self) -> Result<Handler> {
        let mut launch = match self.sealing.key_ring()? {
            Some(keys) => {
                let context = self.sealing.context.as_bytes();
                LaunchHandler::new(Scheme::SIP_PHONE).with_sealed_links(self.brand.load()?, keys, context)
            }
            None => LaunchHandler::new(self.scheme()?),
        }
        .with_param(&self.param.name)?;
        if self.sealed_only {
            launch = launch.sealed_only();
        }
        let mut page_missing = Vec::new();
        if let Some(page) = self.page.load(&self.param.name)? {
            page_missing = page.missing().collect();
            launch = launch.with_page(page)?;
        }
        let revoked = self.revoked.load()?.into_iter().collect();
        Ok(Handler { launch, revoked, page_missing })
    }

    /// The scheme of the app links: a handler of tokens needs nothing else of a brand.
    fn scheme(&self) -> Result<Scheme> {
        match &self.scheme {
            Some(scheme) => Ok(Scheme::new(scheme)?),
            None => Ok(self.brand.given()?.map_or(Scheme::SIP_PHONE, |brand| *brand.scheme())),
        }
    }
}

/// The launch handler and the ids of revoked links.
pub(crate) struct Handler {
    launch: LaunchHandler,
    pub(crate) revoked: HashSet<LinkId>,
    /// The page settings that are missing, as [`siplaunch::Page::missing`] names them.
    #[cfg_attr(not(feature = "serve"), expect(dead_code, reason = "only `serve` logs them"))]
    pub(crate) page_missing: Vec<&'static str>,
}

impl Handler {
    /// The answer, and the id of an authentic sealed link.
    pub(crate) fn answer(&self, request: Request<'_>) -> (Response, Option<LinkId>) {
        let launch = self.launch.inspect(request);
        let id = launch.id();
        match id {
            Some(revoked) if self.revoked.contains(&revoked) => (launch.answer_revoked(), id),
            _ => (launch.answer(), id),
        }
    }
}
