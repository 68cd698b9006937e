//! The blocks of the push services: `apns` and `fcm`.

use serde_saphyr::Spanned;

use super::{
    Apns, ApnsCredentials, Fcm, dead,
    files::Files,
    report::{Report, given},
    sections::switch,
    values,
    yaml::{self, Pushd, Text},
};

const APPLE: &str = "https://api.push.apple.com";
const APPLE_SANDBOX: &str = "https://api.sandbox.push.apple.com";
const GOOGLE: &str = "https://fcm.googleapis.com";

const APPLE_LINES: &str = "
    key_file: /etc/siplaunch-pushd/AuthKey_ABCDE12345.p8
    key_id: ABCDE12345
    team_id: FGHIJ67890
    topic: org.example.phone";
const GOOGLE_LINES: &str = "
    service_account: /etc/siplaunch-pushd/service-account.json";

/// An error with the lines to add when no push service is left.
pub(super) fn missing(pushd: &Pushd) -> String {
    let apple = if pushd.apns.is_some() { "`apns`:" } else { "`pushd`:\n  apns:" };
    let google = if pushd.fcm.is_some() { "`fcm`:" } else { "`pushd`:\n  fcm:" };
    format!(
        "no push service is left that works. For Apple, add to the block {apple}{APPLE_LINES}\n\
         For Google, add to the block {google}{GOOGLE_LINES}"
    )
}

/// The block `apns`, if it has credentials.
pub(super) fn read_apns(apns: &Spanned<yaml::Apns>, report: &mut Report, files: &mut Files) -> Option<Apns> {
    let block = &apns.value;
    dead::name_apns(block, report);
    if !switch(block.enable.as_ref(), true, report) {
        return None;
    }
    let gateway = dead::gateway(block.endpoint.as_ref());
    let default = gateway.is_some_and(|(_, sandbox)| sandbox);
    let sandbox = report.value(block.environment.as_ref(), default, values::ENVIRONMENT, values::environment);
    let endpoint = block.endpoint.as_ref().filter(|_| gateway.is_none());
    let endpoint = report.value(endpoint, APPLE.into(), values::HOST, values::origin);
    let sandbox_endpoint = block.sandbox_endpoint.as_ref();
    let sandbox_endpoint = report.value(sandbox_endpoint, APPLE_SANDBOX.into(), values::HOST, values::origin);
    let topic = report.optional(block.topic.as_ref(), values::TOPIC, values::topic);
    let credentials = read_apns_credentials(apns, report, files)?;
    let endpoint = if sandbox { sandbox_endpoint.clone() } else { endpoint };
    Some(Apns { credentials, topic, endpoint, sandbox_endpoint })
}

fn read_apns_credentials(
    apns: &Spanned<yaml::Apns>,
    report: &mut Report,
    files: &mut Files,
) -> Option<ApnsCredentials> {
    let block = &apns.value;
    let is_given = |value: &Option<Text>| given(value.as_ref()).is_some();
    if [&block.key_file, &block.key_id, &block.team_id].into_iter().any(is_given) {
        return read_key(apns, report, files);
    }
    if !is_given(&block.certificate) {
        report.warn(apns, format!("this block has no credentials, so no phone of Apple's is woken. Add:{APPLE_LINES}"));
    }
    let file = files.secret("apns.certificate", block.certificate.as_ref(), report)?;
    let key = files.secret("apns.key", block.key.as_ref(), report);
    Some(ApnsCredentials::Certificate { file, key })
}

fn read_key(apns: &Spanned<yaml::Apns>, report: &mut Report, files: &mut Files) -> Option<ApnsCredentials> {
    let block = &apns.value;
    if let Some(certificate) = given(block.certificate.as_ref()) {
        report.warn(certificate, "`apns.certificate`: the key file replaces this certificate. Delete this line");
    }
    for (name, value) in [("key_file", &block.key_file), ("key_id", &block.key_id), ("team_id", &block.team_id)] {
        if given(value.as_ref()).is_none() {
            report
                .error(apns, format!("`key_file`, `key_id` and `team_id` need each other; add `{name}` to this block"));
        }
    }
    let file = files.secret("apns.key_file", block.key_file.as_ref(), report);
    let key_id = report.optional(block.key_id.as_ref(), values::APPLE_ID, values::apple_id);
    let team_id = report.optional(block.team_id.as_ref(), values::APPLE_ID, values::apple_id);
    Some(ApnsCredentials::Key { file: file?, key_id: key_id?, team_id: team_id? })
}

/// The block `fcm`, if it has a service account.
pub(super) fn read_fcm(fcm: &Spanned<yaml::Fcm>, report: &mut Report, files: &mut Files) -> Option<Fcm> {
    let block = &fcm.value;
    dead::name_fcm(block, report);
    if !switch(block.enable.as_ref(), true, report) {
        return None;
    }
    if given(block.service_account.as_ref()).is_none() {
        report
            .warn(fcm, format!("this block has no credentials, so no phone of Google's is woken. Add:{GOOGLE_LINES}"));
    }
    let endpoint = block.endpoint.as_ref().filter(|_| dead::legacy(block).is_none());
    let endpoint = report.value(endpoint, GOOGLE.into(), values::HOST, values::origin);
    let token_endpoint = report.optional(block.token_endpoint.as_ref(), values::HOST, values::https);
    let service_account = files.secret("fcm.service_account", block.service_account.as_ref(), report)?;
    Some(Fcm { service_account, endpoint, token_endpoint })
}
