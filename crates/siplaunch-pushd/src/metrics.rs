//! The daemon's metrics, in Prometheus's text format. Labels are from closed sets: they hold nothing of a call.

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

/// All metrics. A field has the metric's name without the prefix `siplaunch_pushd_`.
pub(crate) struct Metrics {
    registry: Registry,
    /// Push attempts by provider and verdict.
    pub(crate) pushes: Family<PushLabels, Counter>,
    /// Push attempts that delivered nothing, by provider and reason.
    pub(crate) push_failures: Family<FailureLabels, Counter>,
    /// Seconds from an attempt's start to the provider's answer.
    pub(crate) push_duration: Histogram,
    pub(crate) waiting_calls: Gauge,
    pub(crate) calls: Family<CallLabels, Counter>,
    /// Seconds from INVITE to the NOTIFY of a registration, of calls that were pushed.
    pub(crate) wake_duration: Histogram,
    /// SIP messages of addresses that are no trusted proxies.
    pub(crate) untrusted_messages: Counter,
    pub(crate) store_errors: Counter,
    pub(crate) reloads: Family<ReloadLabels, Counter>,
    pub(crate) http_requests: Family<RequestLabels, Counter>,
    /// Callers that hear the sound.
    pub(crate) early_media_streams: Gauge,
    pub(crate) early_media: Family<EarlyMediaLabels, Counter>,
    pub(crate) early_media_send_errors: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct PushLabels {
    pub(crate) provider: &'static str,
    pub(crate) verdict: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct FailureLabels {
    pub(crate) provider: &'static str,
    /// Apple's or Google's own name for it, `dns`, `connect`, `tls`, `timeout`, `goaway`, `reset`, or that of a fault here.
    pub(crate) reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct CallLabels {
    /// `deflected`, `unavailable`, `cancelled`, `subscription_failed`, `busy`.
    pub(crate) result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct ReloadLabels {
    /// `ok`, `failed`.
    pub(crate) result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct RequestLabels {
    /// The route's path; `none` if there is none.
    pub(crate) route: &'static str,
    pub(crate) status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct EarlyMediaLabels {
    /// `started`, `unusable_offer`, `no_port`, `failed`.
    pub(crate) result: &'static str,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("siplaunch_pushd");
        let metrics = Self {
            pushes: Family::default(),
            push_failures: Family::default(),
            push_duration: Histogram::new(exponential_buckets(1e-3, 2.0, 14)),
            waiting_calls: Gauge::default(),
            calls: Family::default(),
            wake_duration: Histogram::new(exponential_buckets(0.05, 2.0, 12)),
            untrusted_messages: Counter::default(),
            store_errors: Counter::default(),
            reloads: Family::default(),
            http_requests: Family::default(),
            early_media_streams: Gauge::default(),
            early_media: Family::default(),
            early_media_send_errors: Counter::default(),
            registry: Registry::default(),
        };
        let seconds = Unit::Seconds;
        registry.register("pushes", "Push attempts, by provider and verdict", metrics.pushes.clone());
        let failures = "Push attempts that delivered nothing, by provider and reason";
        registry.register("push_failures", failures, metrics.push_failures.clone());
        registry.register_with_unit(
            "push_duration",
            "From a push to the provider's answer",
            seconds.clone(),
            metrics.push_duration.clone(),
        );
        registry.register("waiting_calls", "Calls that wait for a phone", metrics.waiting_calls.clone());
        registry.register("calls", "Calls that ended, by result", metrics.calls.clone());
        registry.register_with_unit(
            "wake_duration",
            "From INVITE to the registration of the woken phone",
            seconds,
            metrics.wake_duration.clone(),
        );
        registry.register(
            "untrusted_messages",
            "SIP messages of addresses that are no trusted proxies, ignored",
            metrics.untrusted_messages.clone(),
        );
        registry.register("store_errors", "Failures of the device store", metrics.store_errors.clone());
        let requests = "HTTP requests, by route and status";
        registry.register("http_requests", requests, metrics.http_requests.clone());
        registry.register("reloads", "Reloads of the configuration, by result", metrics.reloads.clone());
        registry.register(
            "early_media_streams",
            "Callers that hear the early media",
            metrics.early_media_streams.clone(),
        );
        registry.register("early_media", "Starts of early media, by result", metrics.early_media.clone());
        registry.register(
            "early_media_send_errors",
            "Packets of early media that could not be sent",
            metrics.early_media_send_errors.clone(),
        );
        Self { registry, ..metrics }
    }

    /// The metrics as text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        text::encode(&mut text, &self.registry).expect("a String takes all");
        text
    }
}
