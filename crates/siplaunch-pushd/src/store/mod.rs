//! The device store.

use siplaunch_push::Device;

/// A device of a subscriber, as stored.
#[derive(Clone)]
pub(crate) struct StoredDevice {
    /// `user@domain`.
    pub(crate) subscriber: String,
    /// The phone's own id, if it has one.
    pub(crate) device_id: Option<String>,
    pub(crate) device: Device,
    /// Seconds since 1970.
    pub(crate) stored_at: u64,
}

/// Devices in SQLite, MariaDB or PostgreSQL. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Store {}

impl Store {
    /// Opens the store of a URL and makes its table.
    pub(crate) async fn open(_url: &str) -> anyhow::Result<Self> {
        Ok(Self {})
    }

    /// The devices of a subscriber (`user@domain`).
    pub(crate) async fn devices(&self, _subscriber: &str) -> anyhow::Result<Vec<StoredDevice>> {
        Ok(Vec::new())
    }

    /// Stores a device, or refreshes its `stored_at`.
    pub(crate) async fn put(&self, _device: &StoredDevice) -> anyhow::Result<()> {
        Ok(())
    }

    /// Forgets a dead device everywhere, unless it was stored after `dead_since` (seconds since 1970).
    pub(crate) async fn drop_dead(&self, _device: &Device, _dead_since: Option<u64>) -> anyhow::Result<bool> {
        Ok(false)
    }
}
