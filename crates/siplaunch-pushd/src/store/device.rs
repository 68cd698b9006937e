use sha2::{Digest as _, Sha256};
use siplaunch_push::Device;

use super::StoreError;

/// The most devices of a subscriber: the next one replaces the one stored longest ago.
pub(crate) const MAX_DEVICES: usize = 10;
/// Bytes of a subscriber, and of a device id.
const MAX_NAME: usize = 255;

/// A short key for a device or a subscriber. Nobody finds two with the same one.
pub(super) type Digest = [u8; 16];

/// A device of a subscriber, as stored.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub(crate) struct StoredDevice {
    /// `user@domain`, at most 255 bytes.
    pub(crate) subscriber: String,
    /// The phone's own id, if it has one: at most 255 bytes.
    pub(crate) device_id: Option<String>,
    pub(crate) device: Device,
    /// Seconds since 1970.
    pub(crate) stored_at: u64,
}

impl StoredDevice {
    /// The device as the store keeps it: the subscriber's domain in lower case, all values checked.
    pub(crate) fn checked(mut self) -> Result<Self, StoreError> {
        self.subscriber = subscriber_key(&self.subscriber).ok_or(StoreError::Invalid(
            "the subscriber must be user@domain, at most 255 bytes, without spaces and control characters",
        ))?;
        let device_id = self.device_id.as_deref();
        if device_id.is_some_and(|id| id.is_empty() || !is_name(id)) {
            return Err(StoreError::Invalid(
                "the device id must have 1 to 255 bytes, without spaces and control characters",
            ));
        }
        let Device { provider, purpose, app, token } = self.device;
        self.device = Device::new(provider, purpose, &app, token.expose())?;
        Ok(self)
    }

    /// Whether storing `newer` replaces this device: it is the same subscriber's, and the same one or the same phone's for
    /// the same pushes. Another subscriber's stays: a phone can have several accounts.
    pub(super) fn is_replaced_by(&self, newer: &Self) -> bool {
        let same_phone = self.device_id.is_some()
            && self.device_id == newer.device_id
            && self.device.purpose == newer.device.purpose;
        self.subscriber == newer.subscriber && (same_phone || is_same(&self.device, &newer.device))
    }
}

/// A device to delete.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Removal {
    pub(super) device: Device,
    /// Whose device, as the store keeps it; all subscribers' without one.
    pub(super) subscriber: Option<String>,
    /// A device that was stored after this second stays.
    pub(super) until: u64,
}

impl Removal {
    /// Whether the device goes.
    pub(super) fn takes(&self, stored: &StoredDevice) -> bool {
        stored.stored_at <= self.until
            && self.subscriber.as_ref().is_none_or(|subscriber| *subscriber == stored.subscriber)
            && is_same(&self.device, &stored.device)
    }
}

/// The subscriber as the store keeps it: domains are equal in any case (RFC 3261, section 19.1.4).
pub(super) fn subscriber_key(subscriber: &str) -> Option<String> {
    let (user, domain) = subscriber.rsplit_once('@')?;
    let valid = !user.is_empty() && !domain.is_empty() && is_name(subscriber);
    valid.then(|| format!("{user}@{}", domain.to_ascii_lowercase()))
}

fn is_name(text: &str) -> bool {
    text.len() <= MAX_NAME && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Whether both are the same app on the same phone. The purpose is no part of that.
pub(super) fn is_same(a: &Device, b: &Device) -> bool {
    (a.provider, &a.app, &a.token) == (b.provider, &b.app, &b.token)
}

/// The device's id in the store: its digest as 32 hexadecimal digits.
pub(crate) fn device_hash(device: &Device) -> String {
    base16ct::lower::encode_string(&device_digest(device))
}

/// 128 bits of SHA-256 over provider, app and token.
///
/// It is no secret: nobody gets the token from it.
pub(super) fn device_digest(device: &Device) -> Digest {
    let hash = Sha256::new()
        .chain_update(device.provider.name())
        .chain_update([0])
        .chain_update(&device.app)
        .chain_update([0])
        .chain_update(device.token.expose());
    first_half(hash)
}

/// 128 bits of SHA-256 over a subscriber, as the store keeps it.
pub(super) fn subscriber_digest(subscriber: &str) -> Digest {
    first_half(Sha256::new().chain_update(subscriber))
}

fn first_half(hash: Sha256) -> Digest {
    let digest: [u8; 32] = hash.finalize().into();
    digest.as_chunks().0[0]
}
