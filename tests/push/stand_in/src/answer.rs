//! One request: what it leads to, the check, the script, the event, the answer.

use http::{Response, request::Parts};
use serde_json::{Map, Value};
use tokio::time::sleep;

use crate::{
    apns,
    events::{self, Event, Push},
    fcm, oauth,
    reply::{Outcome, Verdict},
    script::Answer,
    serve::{Connection, Service},
    state::State,
};

/// What a request leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Apns,
    Fcm,
    TokenEndpoint,
}

impl Target {
    fn of(service: Service, path: &str) -> Self {
        match service {
            Service::Apns | Service::ApnsSandbox => Self::Apns,
            Service::Fcm if path == oauth::PATH => Self::TokenEndpoint,
            Service::Fcm => Self::Fcm,
        }
    }

    fn check(self, state: &State, connection: &Connection, head: &Parts, body: &[u8]) -> Result<(), Verdict> {
        match self {
            Self::Apns => apns::check(state, connection, head, body),
            Self::Fcm => fcm::check(state, head, body),
            Self::TokenEndpoint => oauth::check(state, head, body),
        }
    }

    fn scripted(self, answer: &Answer) -> Verdict {
        match self {
            Self::Apns => Verdict::scripted(answer, apns::usual_reason),
            Self::Fcm => Verdict::scripted(answer, fcm::usual_reason),
            Self::TokenEndpoint => Verdict::scripted(answer, oauth::usual_reason),
        }
    }

    fn response(self, state: &State, head: &Parts, verdict: &Verdict) -> Response<Vec<u8>> {
        match self {
            Self::Apns => apns::response(head, verdict),
            Self::Fcm => fcm::response(verdict),
            Self::TokenEndpoint => oauth::response(state, verdict),
        }
    }
}

/// Answers a request. A script never hides that the request is wrong.
pub(crate) async fn answer(state: &State, connection: &Connection, head: &Parts, body: &[u8]) -> Outcome {
    let time = events::now();
    let target = Target::of(connection.service, head.uri.path());
    let checked = target.check(state, connection, head, body);
    // Of APNs only the event has the payload.
    let needs_payload = target == Target::Fcm || (target == Target::Apns && !state.quiet);
    let payload = if needs_payload { serde_json::from_slice(body).unwrap_or_default() } else { Value::Null };
    let token = match target {
        Target::Apns => apns::token(head.uri.path()),
        Target::Fcm => fcm::token(&payload),
        Target::TokenEndpoint => oauth::PATH,
    };
    let script = if checked.is_ok() { state.script().next_answer(token) } else { Answer::default() };
    let verdict = match (checked, script.fault) {
        (Err(refused), _) => Ok(refused),
        (Ok(()), Some(fault)) => Err(fault),
        (Ok(()), None) => Ok(target.scripted(&script)),
    };

    let (status, reason) = match &verdict {
        Ok(verdict) => (Some(verdict.status), Some(verdict.reason.as_str()).filter(|reason| !reason.is_empty())),
        Err(fault) => (None, Some(fault.name())),
    };
    let connection_number = connection.number;
    if target == Target::TokenEndpoint {
        state.events.write(&Event::AccessToken { time, connection: connection_number, status, reason });
    } else {
        state.count_push(connection.service, status);
        if !state.quiet {
            let headers = apns_headers(head);
            let provider = connection.service;
            let push = Push {
                time,
                provider,
                connection: connection_number,
                token,
                status,
                reason,
                headers,
                payload: &payload,
            };
            state.events.write(&Event::Push(push));
        }
    }

    if !script.delay().is_zero() {
        sleep(script.delay()).await;
    }
    match verdict {
        Ok(verdict) => Outcome::Answer(target.response(state, head, &verdict)),
        Err(fault) => Outcome::Fault(fault),
    }
}

/// The `apns-*` headers, without the prefix.
fn apns_headers(head: &Parts) -> Map<String, Value> {
    let headers = head.headers.iter().filter_map(|(name, value)| {
        Some((name.as_str().strip_prefix("apns-")?.to_owned(), String::from_utf8_lossy(value.as_bytes()).into()))
    });
    headers.collect()
}
