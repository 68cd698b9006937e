//! The options of every subcommand that makes a link, and the making of it.

use anyhow::Result;
use clap::ArgGroup;
use siplaunch::{Brand, Credentials, Error, LinkId, OwnedCredentials, Portal, Scheme, Seal};
use zeroize::Zeroizing;

use crate::{brand::BrandArgs, duration, input::PasswordArgs, param_args::ParamArgs, sealing::SealingArgs, stderr};

/// The options of a link.
#[derive(clap::Args)]
pub(crate) struct LinkArgs {
    /// SIP username
    #[arg(long)]
    username: String,
    /// SIP server or domain
    #[arg(long)]
    server: String,
    #[command(flatten)]
    kind: LinkKindArgs,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    brand: BrandArgs,
}

/// The options of one link or of many, but for credentials and brand.
#[derive(clap::Args)]
#[command(group(ArgGroup::new("sealed").args(["seal", "once"]).multiple(true)))]
pub(crate) struct LinkKindArgs {
    /// Address of the launch handler: an absolute http or https URL
    #[arg(long, value_name = "URL")]
    pub(crate) base: String,
    #[command(flatten)]
    param: ParamArgs,
    /// Seal the link: only the portal's own handler can open it, and only until it expires
    #[arg(long, requires = "key_file", help_heading = "Sealed links")]
    seal: bool,
    /// Seal a one-time link: it opens the app only after a tap, and its first tap uses it up
    ///
    /// The launch handler needs a claim store for it: --claims of `siplaunch serve`.
    #[arg(long, requires = "key_file", help_heading = "Sealed links")]
    pub(crate) once: bool,
    /// Lifetime of the sealed link, such as 24h, 90m or 7days; it may be some seconds longer
    #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = duration::seconds, requires = "sealed", help_heading = "Sealed links")]
    ttl: humantime::Duration,
    #[command(flatten)]
    pub(crate) sealing: SealingArgs,
}

/// A link and its parts.
pub(crate) struct Issued {
    pub(crate) credentials: OwnedCredentials,
    pub(crate) scheme: String,
    pub(crate) launch_link: Zeroizing<String>,
    pub(crate) payload: IssuedPayload,
}

/// The payload of the launch link.
pub(crate) enum IssuedPayload {
    Token { token: Zeroizing<String>, app_link: Zeroizing<String> },
    Sealed { expires: u64, id: LinkId },
}

impl LinkArgs {
    /// The portal that the link leads to.
    pub(crate) fn portal(&self) -> Result<Portal<'_>> {
        self.kind.portal()
    }

    /// Reads the password and makes the link. Warns on standard error of its risks.
    pub(crate) fn issue(&self) -> Result<Issued> {
        let portal = self.portal()?;
        let password = self.password.read()?;
        let credentials = Credentials { username: &self.username, server: &self.server, password: &password };
        let (scheme, launch_link, payload) = if self.kind.is_sealed() {
            let (launch_link, payload) = self.kind.seal(portal, credentials)?;
            // Only messages use the scheme: the launch handler has the brand.
            (self.brand.given()?.map_or(Scheme::SIP_PHONE, |brand| *brand.scheme()), launch_link, payload)
        } else {
            let brand = self.brand.load()?;
            let (launch_link, payload) = with_token(portal, &brand, credentials)?;
            (*brand.scheme(), launch_link, payload)
        };
        for (field, character) in credentials.ambiguities() {
            let field = field.as_str();
            stderr::warn(format_args!(
                "the {field} contains '{character}', which some app builds may read differently"
            ));
        }
        self.kind.warn(portal);
        let scheme = scheme.as_str().into();
        Ok(Issued { credentials: credentials.into(), scheme, launch_link, payload })
    }
}

impl LinkKindArgs {
    /// The portal that the links lead to.
    pub(crate) fn portal(&self) -> Result<Portal<'_>> {
        Ok(Portal::with_param(&self.base, &self.param.name)?)
    }

    pub(crate) fn is_sealed(&self) -> bool {
        self.seal || self.once
    }

    /// The expiry of a link that is sealed now, and its context.
    pub(crate) fn seal_now(&self) -> Seal<'_> {
        let expires = siplaunch::now().saturating_add(self.ttl.as_secs());
        Seal { expires, context: self.sealing.context.as_bytes() }
    }

    fn seal(&self, portal: Portal<'_>, credentials: Credentials<'_>) -> Result<(Zeroizing<String>, IssuedPayload)> {
        let keys = self.sealing.required_key_ring()?;
        let seal = self.seal_now();
        let sealed = if self.once { keys.seal_one_time(credentials, seal) } else { keys.seal(credentials, seal) };
        let sealed = sealed.map_err(|error| match error {
            Error::Expires => anyhow::Error::new(error).context("--ttl"),
            error => error.into(),
        })?;
        // Sealing may choose one of the next seconds.
        let expires = keys.open(sealed.as_str(), 0, seal.context)?.expires;
        let id = sealed.as_sealed_token().id();
        Ok((Zeroizing::new(portal.link(&sealed).into()), IssuedPayload::Sealed { expires, id }))
    }

    /// Warns on standard error of the risks that do not depend on the credentials.
    pub(crate) fn warn(&self, portal: Portal<'_>) {
        if self.sealing.has_keys() && !self.is_sealed() {
            stderr::warn("there is a key file, but without --seal or --once the link is not sealed");
        }
        if !self.base.starts_with("https://") {
            stderr::warn("the base is not https: anyone between customer and portal can read the link");
        }
        warn_of_query(portal);
    }
}

/// Warns if the base has a query.
pub(crate) fn warn_of_query(portal: Portal<'_>) {
    if portal.has_query() {
        stderr::warn(
            "the base has a query: some programs that rewrite links in mails lose the parameter after it, so use a path",
        );
    }
}

fn with_token(
    portal: Portal<'_>,
    brand: &Brand,
    credentials: Credentials<'_>,
) -> Result<(Zeroizing<String>, IssuedPayload)> {
    let token = brand.token(credentials)?;
    let payload = IssuedPayload::Token {
        token: Zeroizing::new(token.into()),
        app_link: Zeroizing::new(brand.scheme().app_link(token).into()),
    };
    Ok((Zeroizing::new(portal.link(token).into()), payload))
}
