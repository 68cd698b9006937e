//! The meaning of the file: its blocks become a [`Config`], with defaults for what is left out.

use std::time::Duration;

use siplaunch_push::Mode;

use super::{
    Config, dead, faces,
    report::{Report, given},
    services, values,
    yaml::{Pushd, Text},
};

const STORE: &str = "sqlite:/var/lib/siplaunch-pushd/devices.db";
const THREADS: usize = 2;
/// The AS of sip:carrier waits as long. Proxies let a call ring for two minutes or more.
const WAIT: Duration = Duration::from_secs(60);

/// The lines that are missing when no push service is left.
const MISSING: &str = "no push service that works is left. Add to the block `pushd`, for Apple:
  apns:
    key_file: /etc/siplaunch-pushd/AuthKey_ABCDE12345.p8
    key_id: ABCDE12345
    team_id: FGHIJ67890
    topic: org.example.phone
and for Google:
  fcm:
    service_account: /etc/siplaunch-pushd/service-account.json";

/// Reads the blocks. The result is of use only if the report has no errors.
pub(super) fn read(pushd: &Pushd, report: &mut Report) -> Config {
    if let Some(enable) = given(pushd.enable.as_ref())
        && !switch(Some(enable), true, report)
    {
        report.error(enable, "the push daemon is switched off here; write `enable: 'yes'` to start it");
    }
    if let Some(gcm) = &pushd.gcm {
        dead::name_gcm(gcm, report);
    }
    let apns = pushd.apns.as_ref().and_then(|apns| services::read_apns(apns, report));
    let fcm = pushd.fcm.as_ref().and_then(|fcm| services::read_fcm(fcm, report));
    if apns.is_none() && fcm.is_none() && report.errors.is_empty() {
        report.fault(MISSING);
    }
    Config {
        apns,
        fcm,
        http: faces::read_http(pushd, report),
        sip: faces::read_sip(pushd, report),
        threads: report.value(pushd.processes.as_ref(), THREADS, values::THREADS, values::threads),
        wait: report.value(pushd.wait.as_ref(), WAIT, values::WAIT, values::wait),
        mode: report.value(pushd.mode.as_ref(), Mode::default(), values::MODE, values::mode),
        store: report.value(pushd.store.as_ref(), STORE.to_owned().into(), values::STORE, values::store),
        ca_file: report.public_file("ca_file", pushd.ca_file.as_ref()),
    }
}

pub(super) fn switch(value: Option<&Text>, default: bool, report: &mut Report) -> bool {
    report.value(value, default, values::SWITCH, values::switch)
}
