//! The dead entries of sip:carrier's block: what died when, and what replaced it.

use super::{
    report::{Report, given},
    yaml::{Apns, Fcm, Gcm, Text},
};

/// Hosts of Apple's binary gateway: production and sandbox.
const GATEWAYS: [(&str, bool); 2] = [("gateway.push.apple.com", false), ("gateway.sandbox.push.apple.com", true)];

/// Names the dead entries of `apns`.
pub(super) fn name_apns(apns: &Apns, report: &mut Report) {
    if let Some((endpoint, sandbox)) = gateway(apns.endpoint.as_ref()) {
        let host = if sandbox { "api.sandbox.push.apple.com" } else { "api.push.apple.com" };
        let text = "`apns.endpoint`: Apple shut this binary gateway down on 31 March 2021. HTTP/2 replaced it; the daemon uses";
        report.warn(endpoint, format!("{text} {host}. Delete this line"));
    }
    let feedback = "Apple shut its feedback service down on 31 March 2021. The answer to each push replaced it: the \
        daemon drops dead tokens at once. Delete this line";
    let socket = "it belongs to Apple's binary gateway, which died on 31 March 2021. The wait of the call replaced it \
        as the limit of a push. Delete this line";
    for (name, value, text) in [
        ("apns.feedback_endpoint", &apns.feedback_endpoint, feedback),
        ("apns.feedback_interval", &apns.feedback_interval, feedback),
        ("apns.socket_timeout", &apns.socket_timeout, socket),
    ] {
        if let Some(value) = value {
            report.warn(value, format!("`{name}`: {text}"));
        }
    }
}

/// The endpoint, if it is a binary gateway, and whether it is the sandbox's.
pub(super) fn gateway(endpoint: Option<&Text>) -> Option<(&Text, bool)> {
    let endpoint = given(endpoint)?;
    let host = endpoint.value.rsplit_once("://").map_or(endpoint.value.as_str(), |(_, host)| host);
    let host = host.split([':', '/']).next()?;
    GATEWAYS.iter().find(|(name, _)| host.eq_ignore_ascii_case(name)).map(|&(_, sandbox)| (endpoint, sandbox))
}

/// Names the dead entries of `gcm`, all of it.
pub(super) fn name_gcm(gcm: &Gcm, report: &mut Report) {
    let text = "Google shut GCM down on 29 May 2019. FCM replaced it, with a service account in place of a key: delete \
        the block `gcm` and add `fcm` with `service_account`";
    for (name, value) in [("gcm.enable", &gcm.enable), ("gcm.key", &gcm.key), ("gcm.endpoint", &gcm.endpoint)] {
        if let Some(value) = value {
            report.warn(value, format!("`{name}`: {text}"));
        }
    }
}

/// Names the dead entries of `fcm`.
pub(super) fn name_fcm(fcm: &Fcm, report: &mut Report) {
    let text = "Google shut FCM's legacy HTTP interface down in June 2024.";
    if let Some(key) = &fcm.key {
        report.warn(key, format!("`fcm.key`: {text} `service_account` replaced its key. Delete this line"));
    }
    if let Some(endpoint) = legacy(fcm) {
        report.warn(endpoint, format!("`fcm.endpoint`: {text} HTTP v1 replaced it. Delete this line"));
    }
}

/// The endpoint, if it is of the legacy interface.
pub(super) fn legacy(fcm: &Fcm) -> Option<&Text> {
    given(fcm.endpoint.as_ref()).filter(|endpoint| endpoint.value.contains("/fcm/send"))
}
