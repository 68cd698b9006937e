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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const DOCUMENTATION: &str = include_str!("../../../docs/push.md");

    /// Gives each family a member, as the text leaves out empty ones. A new field must be added here.
    fn fill(metrics: &Metrics) {
        let Metrics {
            pushes,
            push_failures,
            calls,
            reloads,
            http_requests,
            early_media,
            registry: _,
            push_duration: _,
            waiting_calls: _,
            wake_duration: _,
            untrusted_messages: _,
            store_errors: _,
            early_media_streams: _,
            early_media_send_errors: _,
        } = metrics;
        drop(pushes.get_or_create(&PushLabels { provider: "", verdict: "" }));
        drop(push_failures.get_or_create(&FailureLabels { provider: "", reason: "" }));
        drop(calls.get_or_create(&CallLabels { result: "" }));
        drop(reloads.get_or_create(&ReloadLabels { result: "" }));
        drop(http_requests.get_or_create(&RequestLabels { route: "", status: 0 }));
        drop(early_media.get_or_create(&EarlyMediaLabels { result: "" }));
    }

    /// The names of all metrics, with the suffix that a counter has when it is read.
    fn names(metrics: &Metrics) -> BTreeSet<String> {
        fill(metrics);
        let text = metrics.text();
        let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE siplaunch_pushd_"));
        types
            .map(|line| match line.split_once(' ') {
                Some((name, "counter")) => format!("{name}_total"),
                Some((name, _)) => name.to_owned(),
                None => panic!("no type: {line}"),
            })
            .collect()
    }

    #[test]
    fn the_documentation_names_every_metric_and_no_other() {
        let section = DOCUMENTATION.split("\n## Metrics\n").nth(1).and_then(|rest| rest.split("\n## ").next());
        let code = section.expect("a section of metrics").split('`').skip(1).step_by(2);
        let words = code.map(|code| code.split('{').next().unwrap_or_default());
        // Labels and entries of the configuration are in code marks too.
        let others =
            ["siplaunch_pushd_", "reason", "route", "status", "max_calls", "trusted_proxies", "early_media.ports"];
        let documented: BTreeSet<_> = words.filter(|word| !others.contains(word)).map(str::to_owned).collect();
        assert_eq!(documented, names(&Metrics::new()));
    }
}
