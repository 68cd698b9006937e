//! The meaning of the file: its blocks become a [`Config`], with defaults for what is left out.

use std::time::Duration;

use siplaunch_push::Mode;

use super::{
    Config, dead, faces,
    files::Files,
    report::{Report, given},
    services, values,
    yaml::{Pushd, Text},
};

const STORE: &str = "sqlite:/var/lib/siplaunch-pushd/devices.db";
const THREADS: usize = 2;
/// The AS of sip:carrier waits as long. Proxies let a call ring for two minutes or more.
const WAIT: Duration = Duration::from_secs(60);

/// Reads the blocks. The result is of use only if the report has no errors.
pub(super) fn read(pushd: &Pushd, report: &mut Report, files: &mut Files) -> Config {
    if let Some(enable) = given(pushd.enable.as_ref())
        && !switch(Some(enable), true, report)
    {
        report.error(enable, "the push daemon is switched off here; write `enable: 'yes'` to start it");
    }
    if let Some(gcm) = &pushd.gcm {
        dead::name_gcm(gcm, report);
    }
    let apns = pushd.apns.as_ref().and_then(|apns| services::read_apns(apns, report, files));
    let fcm = pushd.fcm.as_ref().and_then(|fcm| services::read_fcm(fcm, report, files));
    Config {
        apns,
        fcm,
        http: faces::read_http(pushd, report, files),
        sip: faces::read_sip(pushd, report, files),
        threads: report.value(pushd.processes.as_ref(), THREADS, values::THREADS, values::threads),
        wait: report.value(pushd.wait.as_ref(), WAIT, values::WAIT, values::wait),
        mode: report.value(pushd.mode.as_ref(), Mode::default(), values::MODE, values::mode),
        store: report.value(pushd.store.as_ref(), STORE.to_owned().into(), values::STORE, values::store),
        ca_file: files.public("ca_file", pushd.ca_file.as_ref(), report),
    }
}

pub(super) fn switch(value: Option<&Text>, default: bool, report: &mut Report) -> bool {
    report.value(value, default, values::SWITCH, values::switch)
}
