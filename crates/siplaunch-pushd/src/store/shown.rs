use std::time::{Duration, UNIX_EPOCH};

use serde::Serialize;
use siplaunch_push::Device;

use super::device::{StoredDevice, device_hash};

/// A device as it is shown to people and programs: without its token.
#[derive(Serialize)]
pub(crate) struct ShownDevice {
    /// The first 16 digits of the device's hash.
    pub(crate) id: String,
    /// `user@domain`.
    pub(crate) subscriber: String,
    pub(crate) provider: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) app: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) device_id: Option<String>,
    /// RFC 3339, UTC.
    pub(crate) stored_at: String,
}

impl From<StoredDevice> for ShownDevice {
    fn from(stored: StoredDevice) -> Self {
        let at = UNIX_EPOCH.checked_add(Duration::from_secs(stored.stored_at)).unwrap_or(UNIX_EPOCH);
        Self {
            id: short_id(&stored.device),
            subscriber: stored.subscriber,
            provider: stored.device.provider.name(),
            purpose: stored.device.purpose.name(),
            app: stored.device.app,
            device_id: stored.device_id,
            stored_at: humantime::format_rfc3339_seconds(at).to_string(),
        }
    }
}

/// [`ShownDevice::id`]: enough to distinguish the devices of a subscriber.
pub(crate) fn short_id(device: &Device) -> String {
    let mut hash = device_hash(device);
    hash.truncate(16);
    hash
}
