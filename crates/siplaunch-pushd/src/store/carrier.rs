//! sip:carrier's table of devices, `kamailio.mobile_push_registrations`.

use serde::Deserialize;
use siplaunch_push::{Device, DeviceError, Provider, Purpose};
use zeroize::Zeroizing;

use super::{StoreError, StoredDevice};

/// A row of the table, with the subscriber's name and domain instead of its number.
#[derive(Deserialize)]
pub(crate) struct CarrierRow {
    /// The token.
    pub(crate) reg_id: Zeroizing<String>,
    /// `apns`, `fcm`, or `gcm` as up to 2024.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) username: String,
    pub(crate) domain: String,
    #[serde(default)]
    pub(crate) device_id: String,
    /// `voip`, `plain`, or empty as before there were two tokens.
    #[serde(default)]
    pub(crate) apns_type: String,
    /// Seconds since 1970, or `YYYY-MM-DD hh:mm:ss` in UTC; empty for the time of the import.
    #[serde(default)]
    pub(crate) timestamp: String,
}

/// The apps of all rows: the table does not have them.
#[derive(Default)]
pub(crate) struct Apps {
    /// The bundle id of the app for APNs, empty for the configuration's.
    pub(crate) apns: String,
    /// The project id of the app for FCM, empty for the service account's.
    pub(crate) fcm: String,
}

/// Why a row is no device.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RowError {
    #[error("the row is malformed: it needs the header's columns, in UTF-8")]
    Malformed,
    #[error("type is wrong: it must be apns, fcm or gcm")]
    Kind,
    #[error("apns_type is wrong: it must be voip, plain or empty")]
    ApnsType,
    #[error("username or domain is missing: the subscriber does not exist")]
    NoSubscriber,
    #[error("timestamp is wrong: it must be seconds since 1970, or YYYY-MM-DD hh:mm:ss in UTC")]
    Timestamp,
    #[error(transparent)]
    Device(#[from] DeviceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CarrierRow {
    /// The device of the row; `now` is for rows without a time, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`RowError`] says which column is wrong.
    pub(crate) fn into_device(self, apps: &Apps, now: u64) -> Result<StoredDevice, RowError> {
        if self.username.is_empty() || self.domain.is_empty() {
            return Err(RowError::NoSubscriber);
        }
        let (provider, purpose, app) = match (&*self.kind, &*self.apns_type) {
            ("apns", "voip" | "") => (Provider::Apns, Purpose::Calls, &apps.apns),
            ("apns", "plain") => (Provider::Apns, Purpose::Messages, &apps.apns),
            ("apns", _) => return Err(RowError::ApnsType),
            ("fcm" | "gcm", _) => (Provider::Fcm, Purpose::Both, &apps.fcm),
            _ => return Err(RowError::Kind),
        };
        let stored = StoredDevice {
            subscriber: format!("{}@{}", self.username, self.domain),
            device_id: (!self.device_id.is_empty()).then_some(self.device_id),
            device: Device::new(provider, purpose, app, &self.reg_id)?,
            stored_at: if self.timestamp.is_empty() {
                now
            } else {
                seconds(&self.timestamp).ok_or(RowError::Timestamp)?
            },
        };
        Ok(stored.checked()?)
    }
}

fn seconds(timestamp: &str) -> Option<u64> {
    timestamp.parse().ok().or_else(|| {
        let time = humantime::parse_rfc3339_weak(timestamp).ok()?;
        Some(time.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: &str, apns_type: &str) -> CarrierRow {
        CarrierRow {
            reg_id: Zeroizing::new("00FF".into()),
            kind: kind.into(),
            username: "alice".into(),
            domain: "Example.org".into(),
            device_id: "1".into(),
            apns_type: apns_type.into(),
            timestamp: "2024-09-19 12:00:00".into(),
        }
    }

    #[test]
    fn rows_become_devices() {
        let apps = Apps { apns: "org.example.phone".into(), fcm: "example-project".into() };
        for (kind, apns_type, provider, purpose, app, token) in [
            ("apns", "voip", Provider::Apns, Purpose::Calls, "org.example.phone", "00ff"),
            ("apns", "", Provider::Apns, Purpose::Calls, "org.example.phone", "00ff"),
            ("apns", "plain", Provider::Apns, Purpose::Messages, "org.example.phone", "00ff"),
            ("fcm", "", Provider::Fcm, Purpose::Both, "example-project", "00FF"),
            ("gcm", "plain", Provider::Fcm, Purpose::Both, "example-project", "00FF"),
        ] {
            let stored = row(kind, apns_type).into_device(&apps, 0).unwrap();
            assert_eq!(stored.subscriber, "alice@example.org");
            assert_eq!(stored.device_id.as_deref(), Some("1"));
            assert_eq!(stored.stored_at, 1_726_747_200);
            assert_eq!(stored.device, Device::new(provider, purpose, app, token).unwrap());
        }
    }

    #[test]
    fn times_and_device_ids_can_miss() {
        let at = |timestamp: &str| {
            let row = CarrierRow { timestamp: timestamp.into(), device_id: String::new(), ..row("fcm", "") };
            row.into_device(&Apps::default(), 7).map(|stored| (stored.device_id, stored.stored_at))
        };
        assert_eq!(at("").unwrap(), (None, 7));
        assert_eq!(at("1800000000").unwrap(), (None, 1_800_000_000));
        for wrong in ["yesterday", "1969-01-01 00:00:00", "-1", "2024-09-19"] {
            assert!(matches!(at(wrong), Err(RowError::Timestamp)), "{wrong}");
        }
    }

    #[test]
    fn errors_name_the_column() {
        let error = |row: CarrierRow| row.into_device(&Apps::default(), 0).unwrap_err();
        assert!(matches!(error(row("webpush", "")), RowError::Kind));
        assert!(matches!(error(row("apns", "other")), RowError::ApnsType));
        assert!(matches!(error(CarrierRow { username: String::new(), ..row("fcm", "") }), RowError::NoSubscriber));
        assert!(matches!(error(CarrierRow { domain: String::new(), ..row("fcm", "") }), RowError::NoSubscriber));
        let token = Zeroizing::new("no hexadecimal digits".to_owned());
        assert!(matches!(error(CarrierRow { reg_id: token, ..row("apns", "") }), RowError::Device(DeviceError::Token)));
        let device_id = "1".repeat(256);
        assert!(matches!(error(CarrierRow { device_id, ..row("fcm", "") }), RowError::Store(StoreError::Invalid(_))));
    }
}
