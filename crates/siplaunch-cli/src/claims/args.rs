use std::path::PathBuf;

use anyhow::{Context as _, Result};
use humantime::Duration;
use siplaunch::ClaimPolicy;

use super::{address::Address, redis::RedisStore, sqlite::SqliteStore, status::Statuses, store::Store};
use crate::{duration, input};

const CLAIMS_HELP: &str = "\
Claim store of one-time links:
  sqlite:FILE
    for one handler, such as sqlite:/var/lib/siplaunch/claims.db
  redis://[USER@]HOST[:PORT][/DATABASE]
    for several handlers
  redis-sentinel://[USER@]HOST,HOST/NAME[/DATABASE]
  redis-cluster://[USER@]HOST,HOST
With TLS: rediss://, rediss-sentinel:// and rediss-cluster://.
A password of Redis comes from the file of --claims-password-file, or from the environment: SIPLAUNCH_CLAIMS_PASSWORD.";

/// The options of the claim store.
#[derive(clap::Args)]
#[command(next_help_heading = "One-time links")]
pub(crate) struct StoreArgs {
    /// Claim store of one-time links: sqlite:FILE, or the URL of a Redis
    #[arg(long, value_name = "URL", env = "SIPLAUNCH_CLAIMS", hide_env_values = true, long_help = CLAIMS_HELP)]
    claims: Option<String>,
    /// File with the password of the claim store's Redis
    #[arg(long, value_name = "FILE", env = "SIPLAUNCH_CLAIMS_PASSWORD_FILE", hide_env_values = true)]
    claims_password_file: Option<PathBuf>,
}

impl StoreArgs {
    /// The claim store, if there is one. Nothing is opened yet.
    pub(crate) fn store(&self) -> Result<Option<Box<dyn Store>>> {
        let Some(url) = &self.claims else { return Ok(None) };
        let store: Result<Box<dyn Store>> = match Address::parse(url).context("--claims")? {
            Address::Sqlite(path) => Ok(Box::new(SqliteStore::new(path))),
            Address::Redis(address) => {
                let password =
                    input::read_optional_password(self.claims_password_file.as_deref(), "SIPLAUNCH_CLAIMS_PASSWORD")?;
                RedisStore::new(address, password).map(|store| Box::new(store) as _)
            }
        };
        store.map(Some)
    }

    /// The states of links, if there is a claim store.
    pub(crate) fn statuses(&self, policy: &PolicyArgs) -> Result<Option<Statuses>> {
        let policy = policy.policy()?;
        Ok(self.store()?.map(|store| Statuses::new(store, policy)))
    }

    /// The claim store, or an error without one.
    pub(crate) fn required_store(&self) -> Result<Box<dyn Store>> {
        self.store()?.context("name the claim store with --claims (or SIPLAUNCH_CLAIMS)")
    }
}

/// The options of the rule by which a one-time link is used up.
#[derive(clap::Args)]
#[command(next_help_heading = "One-time links")]
pub(crate) struct PolicyArgs {
    /// Time after the first tap on a one-time link in which it still opens the app, 1m to 1day
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = grace)]
    grace: Duration,
    /// Taps in that time that open the app, with the first
    #[arg(long, value_name = "NUMBER", default_value_t = ClaimPolicy::DEFAULT_TAPS)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=ClaimPolicy::MAX_TAPS))]
    taps: u64,
}

impl PolicyArgs {
    /// The rule.
    pub(crate) fn policy(&self) -> Result<ClaimPolicy> {
        Ok(ClaimPolicy::new(self.grace.as_secs(), self.taps)?)
    }
}

fn grace(text: &str) -> Result<Duration, String> {
    let is_good = |grace: &Duration| ClaimPolicy::new(grace.as_secs(), ClaimPolicy::DEFAULT_TAPS).is_ok();
    duration::parse(text, is_good, "it must be from 1m to 1day")
}
