//! The blocks of the push services: `apns` and `fcm`.

use super::{
    Apns, ApnsCredentials, Fcm, dead,
    report::{Report, given},
    sections::switch,
    values, yaml,
};

const APPLE: &str = "https://api.push.apple.com";
const APPLE_SANDBOX: &str = "https://api.sandbox.push.apple.com";
const GOOGLE: &str = "https://fcm.googleapis.com";

pub(super) fn read_apns(apns: &yaml::Apns, report: &mut Report) -> Option<Apns> {
    dead::name_apns(apns, report);
    if !switch(apns.enable.as_ref(), true, report) {
        return None;
    }
    let gateway = dead::gateway(apns.endpoint.as_ref());
    let default = gateway.is_some_and(|(_, sandbox)| sandbox);
    let sandbox = report.value(apns.environment.as_ref(), default, values::ENVIRONMENT, values::environment);
    let endpoint = apns.endpoint.as_ref().filter(|_| gateway.is_none());
    let endpoint = report.value(endpoint, APPLE.into(), values::HOST, values::origin);
    let sandbox_endpoint = apns.sandbox_endpoint.as_ref();
    let sandbox_endpoint = report.value(sandbox_endpoint, APPLE_SANDBOX.into(), values::HOST, values::origin);
    let topic = report.optional(apns.topic.as_ref(), values::TOPIC, values::topic);
    Some(Apns {
        credentials: read_apns_credentials(apns, report)?,
        topic,
        endpoint: if sandbox { sandbox_endpoint.clone() } else { endpoint },
        sandbox_endpoint,
    })
}

fn read_apns_credentials(apns: &yaml::Apns, report: &mut Report) -> Option<ApnsCredentials> {
    let certificate = given(apns.certificate.as_ref());
    let parts = [("key_file", &apns.key_file), ("key_id", &apns.key_id), ("team_id", &apns.team_id)];
    let Some(present) = parts.iter().find_map(|(_, value)| given(value.as_ref())) else {
        let file = report.secret_file("certificate", certificate)?;
        return Some(ApnsCredentials::Certificate { file, key: report.secret_file("key", apns.key.as_ref()) });
    };
    if let Some(certificate) = certificate {
        report.warn(certificate, "`key_file` is used in place of this certificate. Delete this line");
    }
    for (name, _) in parts.iter().filter(|(_, value)| given(value.as_ref()).is_none()) {
        report.error(present, format!("`key_file`, `key_id` and `team_id` belong together; add `{name}` here"));
    }
    let key_id = report.optional(apns.key_id.as_ref(), values::APPLE_ID, values::apple_id);
    let team_id = report.optional(apns.team_id.as_ref(), values::APPLE_ID, values::apple_id);
    let file = report.secret_file("key_file", apns.key_file.as_ref());
    Some(ApnsCredentials::Key { file: file?, key_id: key_id?, team_id: team_id? })
}

pub(super) fn read_fcm(fcm: &yaml::Fcm, report: &mut Report) -> Option<Fcm> {
    dead::name_fcm(fcm, report);
    if !switch(fcm.enable.as_ref(), true, report) {
        return None;
    }
    let service_account = report.secret_file("service_account", fcm.service_account.as_ref());
    let endpoint = fcm.endpoint.as_ref().filter(|_| dead::legacy(fcm).is_none());
    let endpoint = report.value(endpoint, GOOGLE.into(), values::HOST, values::origin);
    let token_endpoint = report.optional(fcm.token_endpoint.as_ref(), values::HOST, values::https);
    Some(Fcm { service_account: service_account?, endpoint, token_endpoint })
}
