//! The device store: SQLite for one daemon, MariaDB or PostgreSQL for several.

mod database;
mod device;
mod error;
mod sql;

use std::sync::Arc;

use siplaunch_push::Device;

use self::database::Database;
pub(crate) use self::{device::StoredDevice, error::StoreError};

/// Devices in SQLite, MariaDB or PostgreSQL. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Store {
    database: Arc<Database>,
}

impl Store {
    /// Opens the store of a URL and makes its tables.
    ///
    /// # Errors
    ///
    /// The URL is none of a store, the database cannot be reached, or its tables are a newer daemon's.
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        Ok(Self { database: Arc::new(Database::open(url).await?) })
    }

    /// The devices of a subscriber (`user@domain`), those stored last first.
    pub(crate) async fn devices(&self, subscriber: &str) -> Result<Vec<StoredDevice>, StoreError> {
        match device::subscriber_key(subscriber) {
            Some(subscriber) => self.database.devices(&subscriber).await,
            None => Ok(Vec::new()),
        }
    }

    /// Stores a device, or refreshes its `stored_at`.
    ///
    /// It replaces the same app on the same phone, whoever's it was, and, if it has a device id, the subscriber's
    /// device of that id for the same pushes.
    pub(crate) async fn put(&self, device: &StoredDevice) -> Result<(), StoreError> {
        self.database.put(&device.clone().checked()?).await
    }

    /// Forgets a dead device everywhere, unless it was stored after `dead_since` (seconds since 1970).
    pub(crate) async fn drop_dead(&self, device: &Device, dead_since: Option<u64>) -> Result<bool, StoreError> {
        self.database.delete(device, dead_since.unwrap_or(u64::MAX)).await
    }

    /// Deletes a device. Says whether it was there.
    pub(crate) async fn delete(&self, device: &Device) -> Result<bool, StoreError> {
        self.drop_dead(device, None).await
    }

    /// At most `limit` devices, in the order of their hashes, from the one after `after` on.
    pub(crate) async fn page(&self, after: Option<&Device>, limit: u32) -> Result<Vec<StoredDevice>, StoreError> {
        self.database.page(&after.map(device::device_hash).unwrap_or_default(), limit).await
    }

    /// The number of devices.
    pub(crate) async fn count(&self) -> Result<u64, StoreError> {
        self.database.count().await
    }
}

#[cfg(test)]
mod tests;
