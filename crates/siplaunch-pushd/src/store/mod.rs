//! The device store: SQLite for one daemon, MariaDB or PostgreSQL for several.
//!
//! The database has the truth: each lookup asks it, so that a device stored by one daemon wakes through another, and a
//! device dropped by one is gone everywhere. Only when the database fails does memory help out:
//!
//! - A lookup is answered from the devices that this daemon saw last, and fails if it saw none of the subscriber.
//! - A change that was not written is an error to the caller, so that nobody takes it for stored. It also stays in
//!   memory, shows in lookups, and is written when the database is back. If the daemon ends before that, it is lost,
//!   as the caller was warned.
//!
//! Each failure counts in `store_errors`; the first one, and the end of the trouble, are events.

mod carrier;
mod database;
mod device;
mod error;
mod memory;
mod shown;
mod sql;

use std::{
    mem, slice,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use prometheus_client::metrics::counter::Counter;
use siplaunch_push::Device;
use tokio::time::sleep;

pub(crate) use self::{
    carrier::{Apps, CarrierRow, RowError},
    database::SCHEMA_VERSION,
    device::StoredDevice,
    error::StoreError,
    shown::{ShownDevice, short_id},
};
use self::{
    database::Database,
    device::{Removal, subscriber_key},
    memory::Memory,
};
use crate::{clock::unix_time, metrics::Metrics};

/// The time between two attempts at a database that failed.
const RETRY: Duration = Duration::from_millis(500);

/// Devices in SQLite, MariaDB or PostgreSQL. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Store(Arc<Inner>);

struct Inner {
    database: Database,
    errors: Counter,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    memory: Memory,
    /// The database does not answer: calls do not wait for it.
    is_down: bool,
    /// A task tries the database again and again.
    is_recovering: bool,
}

impl Store {
    /// Opens the store of a URL and makes its tables. Failures later on count in `metrics`.
    ///
    /// # Errors
    ///
    /// The URL is none of a store, the database cannot be reached, or its tables are a newer daemon's.
    pub(crate) async fn open(url: &str, metrics: &Metrics) -> Result<Self, StoreError> {
        let (database, errors) = (Database::open(url).await?, metrics.store_errors.clone());
        Ok(Self(Arc::new(Inner { database, errors, state: Mutex::default() })))
    }

    /// The devices of a subscriber (`user@domain`), those stored last first.
    ///
    /// # Errors
    ///
    /// The database failed, and nothing is known about the subscriber from earlier.
    pub(crate) async fn devices(&self, subscriber: &str) -> Result<Vec<StoredDevice>, StoreError> {
        let Some(subscriber) = subscriber_key(subscriber) else { return Ok(Vec::new()) };
        match self.call(async |database| database.devices(&subscriber).await).await {
            Ok(devices) => Ok(self.state().memory.saw(&subscriber, devices)),
            Err(error) => self.state().memory.devices(&subscriber).ok_or(error),
        }
    }

    /// Stores a device, or refreshes its `stored_at`.
    ///
    /// If it has a device id, it replaces the subscriber's device of that id for the same pushes. When the subscriber
    /// has more than ten, the one stored longest ago goes. Other subscribers keep the device: each account of a phone
    /// has it.
    ///
    /// # Errors
    ///
    /// The device is outside the limits, or it is not written (yet): only `Ok` says that it is on the disk.
    pub(crate) async fn put(&self, device: &StoredDevice) -> Result<(), StoreError> {
        let device = device.clone().checked()?;
        let written = self.call(async |database| database.put(&device).await).await;
        match &written {
            Ok(()) => self.state().memory.stored(&device),
            Err(error) => self.keep(error, |memory| memory.keep_put(device)),
        }
        written
    }

    /// Forgets a dead device of all subscribers, unless it was stored after `dead_since` (seconds since 1970). Says
    /// whether the device was there.
    ///
    /// # Errors
    ///
    /// The database failed: this daemon has forgotten the device, the database does so later.
    pub(crate) async fn drop_dead(&self, device: &Device, dead_since: Option<u64>) -> Result<bool, StoreError> {
        let until = dead_since.unwrap_or(u64::MAX);
        self.remove(Removal { device: device.clone(), subscriber: None, until }).await
    }

    /// Deletes a subscriber's device, or without a subscriber everybody's. Says whether it was there.
    ///
    /// # Errors
    ///
    /// As for [`Store::drop_dead`].
    pub(crate) async fn delete(&self, device: &Device, subscriber: Option<&str>) -> Result<bool, StoreError> {
        let subscriber = match subscriber.map(subscriber_key) {
            Some(None) => return Ok(false),
            key => key.flatten(),
        };
        self.remove(Removal { device: device.clone(), subscriber, until: u64::MAX }).await
    }

    async fn remove(&self, mut removal: Removal) -> Result<bool, StoreError> {
        let removed = self.call(async |database| database.delete(&removal).await).await;
        match &removed {
            Ok(_) => self.state().memory.removed(&removal),
            Err(error) => {
                // A phone that comes back after this second is to stay.
                removal.until = removal.until.min(unix_time());
                self.keep(error, |memory| memory.keep_removal(removal));
            }
        }
        removed
    }

    /// Writes devices of earlier, all or none, but no device that a newer one has replaced. Says how many it wrote.
    ///
    /// # Errors
    ///
    /// A device is outside the limits, or the database failed; then none is written, now or later.
    pub(crate) async fn import(&self, devices: Vec<StoredDevice>) -> Result<usize, StoreError> {
        let devices = devices.into_iter().map(StoredDevice::checked).collect::<Result<Vec<_>, _>>()?;
        self.call(async |database| database.put_unless_newer(&devices).await).await
    }

    /// At most `limit` devices of the database, in an order of its own, from the one after `after` on.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub(crate) async fn page(&self, after: Option<&StoredDevice>, limit: u32) -> Result<Vec<StoredDevice>, StoreError> {
        self.call(async |database| database.page(after, limit).await).await
    }

    /// Calls the database, unless it is known to be down.
    async fn call<T>(&self, work: impl AsyncFnOnce(&Database) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.state().is_down {
            return Err(StoreError::Unreachable);
        }
        let result = work(&self.0.database).await;
        if let Err(error) = &result {
            self.0.errors.inc();
            let was_recovering = {
                let mut state = self.state();
                state.is_down |= error.is_unreachable();
                mem::replace(&mut state.is_recovering, true)
            };
            if !was_recovering {
                tracing::error!(kind = error.kind(), code = error.code(), "store_failed");
                tokio::spawn(recover(Arc::downgrade(&self.0)));
            }
        }
        result
    }

    /// Keeps a change that was not written, if it can be written later.
    fn keep(&self, error: &StoreError, change: impl FnOnce(&mut Memory) -> bool) {
        if !error.is_lasting() && !change(&mut self.state().memory) {
            tracing::error!("store_memory_full");
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state()
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tries the database again. Says whether the trouble is over.
    async fn try_again(&self) -> bool {
        let written = self.write_changes().await;
        let mut state = self.state();
        state.is_down = written.as_ref().is_err_and(StoreError::is_unreachable);
        match written {
            Ok(()) => {
                // A change can have come after the last one was written.
                let is_over = !state.memory.has_changes();
                state.is_recovering = !is_over;
                is_over
            }
            Err(_) => {
                self.errors.inc();
                false
            }
        }
    }

    async fn write_changes(&self) -> Result<(), StoreError> {
        self.database.version().await?;
        while let Some(removal) = self.next(Memory::next_removal) {
            self.database.delete(&removal).await?;
            self.state().memory.did_remove(&removal);
        }
        while let Some(put) = self.next(Memory::next_put) {
            // The phone can have come back at another daemon since.
            self.database.put_unless_newer(slice::from_ref(&put)).await?;
            self.state().memory.did_put(&put);
        }
        Ok(())
    }

    fn next<T>(&self, next: fn(&Memory) -> Option<T>) -> Option<T> {
        next(&self.state().memory)
    }
}

/// Tries the database until it works and all changes are written, or until nobody has the store any more.
async fn recover(store: Weak<Inner>) {
    loop {
        sleep(RETRY).await;
        let Some(store) = store.upgrade() else { break };
        if store.try_again().await {
            tracing::info!("store_recovered");
            break;
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
