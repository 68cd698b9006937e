use std::collections::HashSet;

use anyhow::Result;
#[cfg(feature = "claims")]
use siplaunch::ClaimPolicy;
use siplaunch::{Claim, Launch, LaunchHandler, LinkId, Request, Response, Scheme};

#[cfg(feature = "claims")]
use crate::claims::{Ask, PolicyArgs, Store, StoreArgs};
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
    /// Open the app only after a tap on a button, for all sealed links as for one-time links
    ///
    /// Programs that preview or scan links then never see the login.
    #[arg(long, requires = "key_file")]
    confirm: bool,
    #[command(flatten)]
    revoked: RevokedArgs,
    #[command(flatten)]
    brand: BrandArgs,
    #[command(flatten)]
    page: PageArgs,
    #[cfg(feature = "claims")]
    #[command(flatten)]
    store: StoreArgs,
    #[cfg(feature = "claims")]
    #[command(flatten)]
    policy: PolicyArgs,
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
        if self.confirm {
            launch = launch.with_confirmation();
        }
        let mut page_missing = Vec::new();
        if let Some(page) = self.page.load(&self.param.name)? {
            page_missing = page.missing().collect();
            launch = launch.with_page(page)?;
        }
        let revoked = self.revoked.load()?.into_iter().collect();
        Ok(Handler { launch, revoked, page_missing })
    }

    /// The claim store and its rule. A handler without keys opens no sealed link, and needs none.
    #[cfg(feature = "claims")]
    pub(crate) fn claims(&self) -> Result<Option<(Box<dyn Store>, ClaimPolicy)>> {
        let policy = self.policy.policy()?;
        let store = if self.sealing.has_keys() { self.store.store()? } else { None };
        Ok(store.map(|store| (store, policy)))
    }

    /// Whether the handler opens sealed links, and so may get one-time links.
    #[cfg(feature = "serve")]
    pub(crate) fn opens_sealed_links(&self) -> bool {
        self.sealing.has_keys()
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
    /// Inspects a request, and leaves the answer for later.
    pub(crate) fn inspect(&self, request: Request<'_>) -> Inspected {
        let launch = self.launch.inspect(request);
        let is_revoked = launch.id().is_some_and(|id| self.revoked.contains(&id));
        Inspected { launch, is_revoked }
    }
}

/// A request before its answer.
pub(crate) struct Inspected {
    launch: Launch,
    is_revoked: bool,
}

impl Inspected {
    /// The id of an authentic sealed link.
    #[cfg(feature = "serve")]
    pub(crate) fn id(&self) -> Option<LinkId> {
        self.launch.id()
    }

    /// The question to a claim store before the answer, if any.
    #[cfg(feature = "claims")]
    pub(crate) fn ask(&self, policy: ClaimPolicy) -> Option<Ask> {
        if self.is_revoked { None } else { Ask::of(&self.launch, policy) }
    }

    /// The answer by the claim store's word, or without one.
    pub(crate) fn answer(&self, claim: Option<Claim>) -> Response {
        match claim {
            _ if self.is_revoked => self.launch.answer_revoked(),
            Some(claim) => self.launch.answer_claimed(claim),
            None => self.launch.answer(),
        }
    }
}
