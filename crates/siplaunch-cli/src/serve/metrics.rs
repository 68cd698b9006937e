use std::{net::IpAddr, sync::Arc, time::Duration};

use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, header, http};
use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
        info::Info,
    },
    registry::{Registry, Unit},
};

use siplaunch::{Claim, Reason};

use super::{
    connection::Answer,
    reply::{Reply, Texts},
};
use crate::handler_args::Handler;

const OK: &str = "ok";
const FAILED: &str = "failed";

/// The metrics. Their labels are from closed sets, so they hold nothing of a request.
#[derive(Clone)]
pub(crate) struct Metrics {
    requests: Family<Labels, Counter>,
    durations: Histogram,
    answers: Family<Label, Counter>,
    claims: Family<Label, Counter>,
    claim_durations: Histogram,
    pub(crate) claim_store_errors: Counter,
    reloads: Family<Label, Counter>,
    revoked_links: Gauge,
    pub(crate) open_connections: Gauge,
    pub(crate) log_lines_dropped: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    route: &'static str,
    status: u16,
}

/// A label's name and value.
type Label = [(&'static str, &'static str); 1];

impl Metrics {
    pub(crate) fn new() -> Self {
        // From a microsecond to a quarter of a second, and from 16 microseconds to 4 seconds.
        let durations = Histogram::new(exponential_buckets(1e-6, 4.0, 10));
        let claim_durations = Histogram::new(exponential_buckets(16e-6, 4.0, 10));
        Self {
            requests: Family::default(),
            durations,
            answers: zeros("reason", Reason::ALL.iter().map(|reason| reason.as_str())),
            claims: zeros("claim", Claim::ALL.iter().map(|claim| claim.as_str())),
            claim_durations,
            claim_store_errors: Counter::default(),
            reloads: zeros("result", [OK, FAILED]),
            revoked_links: Gauge::default(),
            open_connections: Gauge::default(),
            log_lines_dropped: Counter::default(),
        }
    }

    pub(crate) fn count(&self, route: &'static str, status: u16, reason: Option<Reason>, duration: Duration) {
        self.requests.get_or_create(&Labels { route, status }).inc();
        if let Some(reason) = reason {
            self.answers.get_or_create(&[("reason", reason.as_str())]).inc();
        }
        self.durations.observe(duration.as_secs_f64());
    }

    pub(crate) fn count_claim(&self, claim: Claim, duration: Duration) {
        self.claims.get_or_create(&[("claim", claim.as_str())]).inc();
        self.claim_durations.observe(duration.as_secs_f64());
    }

    pub(crate) fn count_reload(&self, ok: bool) {
        self.reloads.get_or_create(&[("result", if ok { OK } else { FAILED })]).inc();
    }

    pub(crate) fn see_revoked(&self, handler: &Handler) {
        self.revoked_links.set(handler.revoked.len().try_into().expect("a set in memory has fewer than 2^63 ids"));
    }

    pub(crate) fn registry(&self) -> Registry {
        let mut registry = Registry::with_prefix("siplaunch");
        registry.register("build", "The program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        registry.register("requests", "Requests answered", self.requests.clone());
        let help = "Time from a request's whole header to its answer";
        registry.register_with_unit("request_duration", help, Unit::Seconds, self.durations.clone());
        registry.register("answers", "Answers of the launch handler, by their reason", self.answers.clone());
        registry.register("claims", "Taps on one-time links, by their claim", self.claims.clone());
        let help = "Time from a tap on a one-time link to the claim store's answer";
        registry.register_with_unit("claim_duration", help, Unit::Seconds, self.claim_durations.clone());
        let help = "Failures of the claim store, one for all questions that it got at once";
        registry.register("claim_store_errors", help, self.claim_store_errors.clone());
        registry.register("reloads", "Reloads of the files, by result", self.reloads.clone());
        registry.register("revoked_links", "Ids in the list of revoked links", self.revoked_links.clone());
        registry.register("open_connections", "Connections open now", self.open_connections.clone());
        let help = "Lines of the log that were lost, because its reader stalled or closed it";
        registry.register("log_lines_dropped", help, self.log_lines_dropped.clone());
        registry
    }
}

/// Counters that begin at zero: an alert on a rate needs a value before the first event.
fn zeros(label: &'static str, values: impl IntoIterator<Item = &'static str>) -> Family<Label, Counter> {
    let family = Family::<Label, Counter>::default();
    for value in values {
        family.get_or_create(&[(label, value)]).inc_by(0);
    }
    family
}

/// The answers to Prometheus.
pub(crate) struct MetricsPage {
    pub(crate) registry: Registry,
    pub(crate) texts: Texts,
}

impl MetricsPage {
    fn page(&self) -> http::Result<Reply> {
        let mut page = String::new();
        text::encode(&mut page, &self.registry).expect("a String takes any text");
        Response::builder()
            .header(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")
            .body(Full::from(page))
    }
}

impl Answer for MetricsPage {
    async fn answer(self: Arc<Self>, request: Request<Incoming>, _remote: IpAddr) -> http::Result<Reply> {
        match request.uri().path() {
            "/metrics" => self.page(),
            _ => Ok(self.texts.not_found()),
        }
    }
}
