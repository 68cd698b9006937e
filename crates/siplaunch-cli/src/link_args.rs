//! What every subcommand that makes a link takes, and the link made from it.

use anyhow::Result;
use siplaunch::{Credentials, OwnedCredentials, Portal};
use zeroize::Zeroizing;

use crate::{brand::BrandArgs, input::PasswordArgs};

/// The options that say which link.
#[derive(clap::Args)]
pub(crate) struct LinkArgs {
    /// SIP username
    #[arg(long)]
    username: String,
    /// SIP server or domain
    #[arg(long)]
    server: String,
    /// Where the launch handler is reached: an absolute http or https URL
    #[arg(long, value_name = "URL")]
    base: String,
    /// Query parameter that carries the token
    #[arg(long, default_value = Portal::DEFAULT_PARAM)]
    param: String,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    brand: BrandArgs,
}

/// A link and what it was made of.
pub(crate) struct Issued {
    pub(crate) credentials: OwnedCredentials,
    pub(crate) scheme: String,
    pub(crate) token: Zeroizing<String>,
    pub(crate) app_link: Zeroizing<String>,
    pub(crate) launch_link: Zeroizing<String>,
}

impl LinkArgs {
    /// Where the link points to.
    pub(crate) fn portal(&self) -> Result<Portal<'_>> {
        Ok(Portal::new(&self.base)?.with_param(&self.param)?)
    }

    /// Reads the password and makes the link. Says on standard error what is risky about it.
    pub(crate) fn issue(&self) -> Result<Issued> {
        let portal = self.portal()?;
        let brand = self.brand.load()?;
        let password = self.password.read()?;
        let credentials = Credentials { username: &self.username, server: &self.server, password: &password };
        let token = brand.token(credentials)?;
        self.warn(credentials);
        Ok(Issued {
            credentials: credentials.into(),
            scheme: brand.scheme().as_str().into(),
            token: Zeroizing::new(token.into()),
            app_link: Zeroizing::new(brand.scheme().app_link(token).into()),
            launch_link: Zeroizing::new(portal.launch_link(token).into()),
        })
    }

    fn warn(&self, credentials: Credentials<'_>) {
        for (field, character) in credentials.ambiguities() {
            let field = field.as_str();
            eprintln!(
                "siplaunch: warning: the {field} contains '{character}', which some app builds may read differently"
            );
        }
        if !self.base.starts_with("https://") {
            eprintln!("siplaunch: warning: the base is not https: whoever is on the way can read the link");
        }
    }
}
