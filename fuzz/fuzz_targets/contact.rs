//! Any Contact header: its devices are valid, and an FCM token is the one that `sipx-sip` reads.
#![no_main]

use siplaunch_push::{ContactDevice, Device, Provider};
use sipx_sip::{push, uri::Uri};

libfuzzer_sys::fuzz_target!(|header: &str| {
    for ContactDevice { device, .. } in ContactDevice::parse_header(header).unwrap_or_default() {
        let again = Device::new(device.provider, device.purpose, &device.app, device.token.expose());
        assert_eq!(again, Ok(device));
    }
    let Ok(uri) = Uri::parse(header.to_owned().into()) else { return };
    let (Some(theirs), Ok(ours)) = (push::Device::from_uri(&uri), Device::from_uri(header)) else { return };
    if theirs.provider() == "fcm" && !theirs.prid().contains('%') {
        assert!(matches!(&ours[..], [ours] if ours.provider == Provider::Fcm && ours.token.expose() == theirs.prid()));
    }
});
