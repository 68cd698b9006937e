//! Apple's and Google's push services: connections, credentials, one attempt at a push.

mod apple;
mod attempt;
mod connect;
mod connection;
mod endpoint;
mod failure;
mod google;
mod pool;
#[cfg(test)]
mod tests;
mod tls;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use http::HeaderValue;
use siplaunch_push::{Device, Fault, Provider, Push, Verdict, auth::Authorization};
use tokio::time::timeout_at;

use self::{apple::Apple, failure::Failure, google::Google};
use crate::{
    config::Config,
    metrics::{FailureLabels, Metrics, PushLabels},
};

pub(crate) use self::attempt::Attempt;

/// The longest time of an attempt. Services answer within a second: a longer wait takes time from the next attempt.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);

/// The push services of a configuration. A reload makes new ones.
pub(crate) struct Providers {
    apple: Option<Apple>,
    google: Option<Google>,
    metrics: Arc<Metrics>,
    /// The faults that are in the log.
    faults: Mutex<HashSet<(Provider, Fault)>>,
}

impl Providers {
    /// Reads keys and certificates. It connects at the first push.
    pub(crate) fn new(config: &Config, metrics: Arc<Metrics>) -> anyhow::Result<Self> {
        let roots = tls::roots(config.ca_file.as_deref())?;
        Ok(Self {
            apple: config.apns.as_ref().map(|apns| Apple::new(apns, &roots)).transpose()?,
            google: config.fcm.as_ref().map(|fcm| Google::new(fcm, &roots)).transpose()?,
            metrics,
            faults: Mutex::default(),
        })
    }

    /// One attempt, ended at the deadline or after three seconds; an expired provider token is renewed once within it.
    /// The future can be dropped at any time: the request is then reset, and connections stay.
    pub(crate) async fn push(&self, device: &Device, push: &Push, deadline: Instant) -> Verdict {
        self.attempt(device, push, deadline).await.verdict()
    }

    /// The same as [`Self::push`], with all that is known of the answer.
    pub(crate) async fn attempt(&self, device: &Device, push: &Push, deadline: Instant) -> Attempt {
        let start = Instant::now();
        let end = deadline.min(start + ATTEMPT_TIMEOUT);
        let wait = deadline.saturating_duration_since(start);
        let attempt = timeout_at(end.into(), self.send(device, push, wait)).await;
        let attempt = attempt.unwrap_or_else(|_| Attempt::Failed(Failure::timeout()));
        if attempt.status().is_some() {
            self.metrics.push_duration.observe(start.elapsed().as_secs_f64());
        }
        self.record(device.provider, &attempt);
        attempt
    }

    async fn send(&self, device: &Device, push: &Push, wait: Duration) -> Attempt {
        match (device.provider, &self.apple, &self.google) {
            (Provider::Apns | Provider::ApnsSandbox, Some(apple), _) => apple.push(device, push).await,
            (Provider::Fcm, _, Some(google)) => google.push(device, push, wait).await,
            _ => Attempt::NotConfigured,
        }
    }

    fn record(&self, provider: Provider, attempt: &Attempt) {
        let (verdict, reason) = (attempt.verdict(), attempt.reason());
        let labels = PushLabels { provider: provider.name(), verdict: verdict.name() };
        self.metrics.pushes.get_or_create(&labels).inc();
        if verdict == Verdict::Delivered {
            return;
        }
        self.metrics.push_failures.get_or_create(&FailureLabels { provider: provider.name(), reason }).inc();
        tracing::debug!(provider = provider.name(), verdict = verdict.name(), reason, "push_failed");
        if let Verdict::Misconfigured(fault) = verdict {
            let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
            if faults.insert((provider, fault)) {
                tracing::error!(provider = provider.name(), reason, advice = %fault, "provider_misconfigured");
            }
        }
    }
}

/// The header of a token, hidden from `Debug` and from HTTP/2's tables of headers.
fn sensitive(authorization: &Authorization) -> HeaderValue {
    let mut header = HeaderValue::try_from(authorization.expose()).expect("the library makes visible ASCII");
    header.set_sensitive(true);
    header
}
