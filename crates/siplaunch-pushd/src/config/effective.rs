//! The effective configuration as YAML that loads again, without passwords.

use std::{fmt::Display, ops::RangeInclusive, time::Duration};

use serde::{Serialize, Serializer};

use super::{Config, EarlyMedia, Sip};

#[derive(Serialize)]
struct File<'a> {
    pushd: Pushd<'a>,
}

#[derive(Serialize)]
struct Pushd<'a> {
    ssl: &'static str,
    #[serde(flatten)]
    config: &'a Config,
    sip: SipBlock<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    early_media: Option<&'a EarlyMedia>,
}

#[derive(Serialize)]
struct SipBlock<'a> {
    enable: &'static str,
    #[serde(flatten)]
    sip: Option<&'a Sip>,
}

impl Config {
    /// The configuration as YAML. It holds no secrets: keys are named by their files, and the store's password is masked.
    pub(crate) fn to_yaml(&self) -> anyhow::Result<String> {
        let sip = self.sip.as_ref();
        let pushd = Pushd {
            ssl: switch(self.http.tls.is_some()),
            config: self,
            sip: SipBlock { enable: switch(sip.is_some()), sip },
            early_media: sip.and_then(|sip| sip.early_media.as_ref()),
        };
        Ok(serde_saphyr::to_string(&File { pushd })?)
    }
}

fn switch(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}

pub(super) fn duration<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    text(&humantime::format_duration(*duration), serializer)
}

pub(super) fn ports<S: Serializer>(ports: &RangeInclusive<u16>, serializer: S) -> Result<S::Ok, S::Error> {
    text(&format_args!("{}-{}", ports.start(), ports.end()), serializer)
}

/// A store's URL; `***` masks what can be a secret: all before the host but the user, and all after the database.
pub(super) fn store<S: Serializer>(store: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let (store, query) = store.split_once('?').map_or((store, ""), |(store, _)| (store, "?***"));
    let Some((scheme, rest)) = store.split_once("://") else {
        return text(&format_args!("{store}{query}"), serializer);
    };
    let Some((credentials, host)) = rest.rsplit_once('@') else {
        return text(&format_args!("{scheme}://{rest}{query}"), serializer);
    };
    let user = credentials.split(':').next().unwrap_or_default();
    text(&format_args!("{scheme}://{user}:***@{host}{query}"), serializer)
}

fn text<S: Serializer>(text: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(text)
}
