//! What the daemon remembers for the time when its database fails: devices that it saw, and changes not yet written.

use std::{collections::HashMap, iter, mem};

use super::{
    StoredDevice,
    device::{Digest, MAX_DEVICES, Removal, device_digest, is_same, subscriber_digest},
};

/// Devices, and subscribers, of one generation of [`Recent`]; two are in memory.
const REMEMBERED: usize = 10_000;
/// Subscribers of one device who are remembered.
const MAX_ACCOUNTS: usize = 16;
/// Puts, and removals, that wait for the database.
const MAX_WAITING: usize = 10_000;

#[derive(Default)]
pub(super) struct Memory {
    /// Digests of the devices of a subscriber, by the subscriber's digest.
    subscribers: Recent<Box<[Digest]>>,
    /// Devices by digest, once for each subscriber. A removed one can still be in the list of its subscriber.
    devices: Recent<Box<[StoredDevice]>>,
    puts: Vec<StoredDevice>,
    removals: Vec<Removal>,
}

impl Memory {
    /// Remembers the devices that the database has for a subscriber, and returns them with the changes not yet written.
    pub(super) fn saw(&mut self, subscriber: &str, devices: Vec<StoredDevice>) -> Vec<StoredDevice> {
        if !devices.is_empty() {
            let digests: Box<[_]> = devices.iter().map(|device| device_digest(&device.device)).collect();
            for (digest, device) in digests.iter().zip(&devices) {
                let known = self.devices.remove(digest).unwrap_or_default();
                let others = known.into_iter().filter(|known| known.subscriber != device.subscriber);
                let accounts = iter::once(device.clone()).chain(others.take(MAX_ACCOUNTS - 1)).collect();
                self.devices.insert(*digest, accounts);
            }
            self.subscribers.insert(subscriber_digest(subscriber), digests);
        }
        self.with_changes(subscriber, devices)
    }

    /// The devices of a subscriber, as far as they are remembered; `None` if nothing is known about the subscriber.
    pub(super) fn devices(&mut self, subscriber: &str) -> Option<Vec<StoredDevice>> {
        let digests = self.subscribers.get(&subscriber_digest(subscriber)).cloned();
        let is_known = digests.is_some() || self.puts.iter().any(|put| put.subscriber == subscriber);
        let mut devices = Vec::new();
        for digest in digests.unwrap_or_default() {
            let accounts = self.devices.get(&digest).into_iter().flatten();
            devices.extend(accounts.filter(|device| device.subscriber == subscriber).cloned());
        }
        is_known.then(|| self.with_changes(subscriber, devices))
    }

    /// Remembers that the database has the device.
    pub(super) fn stored(&mut self, device: &StoredDevice) {
        self.puts.retain(|put| !put.is_replaced_by(device));
        let others = self.devices(&device.subscriber).unwrap_or_default();
        let mut devices = vec![device.clone()];
        devices.extend(others.into_iter().filter(|other| !other.is_replaced_by(device)));
        devices.truncate(MAX_DEVICES);
        self.saw(&device.subscriber, devices);
    }

    /// Remembers that the database has the device no more.
    pub(super) fn removed(&mut self, removal: &Removal) {
        self.puts.retain(|put| !removal.takes(put));
        let digest = device_digest(&removal.device);
        if let Some(accounts) = self.devices.remove(&digest) {
            let others = accounts.into_iter().filter(|known| !removal.takes(known));
            self.devices.insert(digest, others.collect());
        }
    }

    /// Keeps a device to be written later. Says whether there was room for it.
    pub(super) fn keep_put(&mut self, device: StoredDevice) -> bool {
        self.puts.retain(|put| !put.is_replaced_by(&device));
        keep(&mut self.puts, device)
    }

    /// Keeps a removal to be done later. Says whether there was room for it.
    pub(super) fn keep_removal(&mut self, removal: Removal) -> bool {
        self.removed(&removal);
        self.removals
            .retain(|other| other.subscriber != removal.subscriber || !is_same(&other.device, &removal.device));
        keep(&mut self.removals, removal)
    }

    /// Whether a change waits for the database.
    pub(super) fn has_changes(&self) -> bool {
        !self.removals.is_empty() || !self.puts.is_empty()
    }

    /// The removal to be done next; they precede the puts, which are of phones that came back.
    pub(super) fn next_removal(&self) -> Option<Removal> {
        self.removals.first().cloned()
    }

    /// The device to be written next.
    pub(super) fn next_put(&self) -> Option<StoredDevice> {
        self.puts.first().cloned()
    }

    /// The removal is done.
    pub(super) fn did_remove(&mut self, done: &Removal) {
        self.removals.retain(|removal| removal != done);
    }

    /// The device is written.
    pub(super) fn did_put(&mut self, done: &StoredDevice) {
        self.puts.retain(|put| put != done);
    }

    fn with_changes(&self, subscriber: &str, mut devices: Vec<StoredDevice>) -> Vec<StoredDevice> {
        for removal in &self.removals {
            devices.retain(|device| !removal.takes(device));
        }
        for put in &self.puts {
            devices.retain(|device| !device.is_replaced_by(put));
            if put.subscriber == subscriber {
                devices.insert(0, put.clone());
            }
        }
        devices.truncate(MAX_DEVICES);
        devices
    }
}

fn keep<T>(waiting: &mut Vec<T>, change: T) -> bool {
    let has_room = waiting.len() < MAX_WAITING;
    if has_room {
        waiting.push(change);
    }
    has_room
}

/// A map that forgets what was not used for long: two generations, of which the old one goes when the young one is full.
struct Recent<V> {
    young: HashMap<Digest, V>,
    old: HashMap<Digest, V>,
}

impl<V> Default for Recent<V> {
    fn default() -> Self {
        Self { young: HashMap::new(), old: HashMap::new() }
    }
}

impl<V> Recent<V> {
    fn get(&mut self, key: &Digest) -> Option<&V> {
        if let Some((key, value)) = self.old.remove_entry(key) {
            self.insert(key, value);
        }
        self.young.get(key).or_else(|| self.old.get(key))
    }

    fn insert(&mut self, key: Digest, value: V) {
        self.old.remove(&key);
        self.young.insert(key, value);
        if self.young.len() >= REMEMBERED {
            self.old = mem::take(&mut self.young);
        }
    }

    fn remove(&mut self, key: &Digest) -> Option<V> {
        self.young.remove(key).or_else(|| self.old.remove(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::suite::device;

    #[test]
    fn memory_is_bounded_and_keeps_what_is_used() {
        let mut memory = Memory::default();
        for number in 0..3 * REMEMBERED {
            let subscriber = format!("{number}@example.org");
            memory.saw(&subscriber, vec![device(&subscriber, &format!("t{number}"), 1)]);
            assert!(memory.devices("0@example.org").is_some(), "{number}");
        }
        assert!(memory.devices("1@example.org").is_none());
        assert!(memory.devices(&format!("{}@example.org", 3 * REMEMBERED - 1)).is_some());
        for map in [&memory.devices.young, &memory.devices.old] {
            assert!(map.len() <= REMEMBERED);
        }
    }

    #[test]
    fn changes_that_wait_are_bounded() {
        let mut memory = Memory::default();
        for number in 0..MAX_WAITING {
            assert!(memory.keep_put(device("a@example.org", &format!("t{number}"), 1)));
        }
        assert!(!memory.keep_put(device("a@example.org", "one more", 1)));
        assert!(memory.keep_put(device("a@example.org", "t5", 2)), "it replaces one");
        assert_eq!(memory.devices("a@example.org").unwrap().len(), MAX_DEVICES);
    }

    #[test]
    fn a_device_that_was_removed_is_remembered_so() {
        let mut memory = Memory::default();
        memory.saw("a@example.org", vec![device("a@example.org", "1", 1), device("a@example.org", "2", 2)]);
        memory.stored(&device("b@example.org", "1", 3));
        assert_eq!(memory.devices("a@example.org").unwrap().len(), 2);
        memory.removed(&removal("1", Some("b@example.org"), 3));
        assert_eq!(memory.devices("b@example.org").unwrap(), []);
        assert_eq!(memory.devices("a@example.org").unwrap().len(), 2, "one account's device is another's too");
        memory.stored(&device("b@example.org", "1", 3));
        memory.removed(&removal("1", None, 2));
        assert_eq!(memory.devices("a@example.org").unwrap(), [device("a@example.org", "2", 2)]);
        assert_eq!(memory.devices("b@example.org").unwrap(), [device("b@example.org", "1", 3)], "it came back");
        memory.removed(&removal("2", None, 1));
        assert_eq!(memory.devices("a@example.org").unwrap(), [device("a@example.org", "2", 2)]);
        memory.removed(&removal("2", None, 2));
        assert_eq!(memory.devices("a@example.org").unwrap(), []);
        assert_eq!(memory.devices("c@example.org"), None);
    }

    fn removal(token: &str, subscriber: Option<&str>, until: u64) -> Removal {
        Removal { device: device("", token, 0).device, subscriber: subscriber.map(str::to_owned), until }
    }

    #[test]
    fn the_accounts_of_one_device_are_bounded() {
        let mut memory = Memory::default();
        for number in 0..100 {
            memory.stored(&device(&format!("{number}@example.org"), "t", 1));
        }
        assert_eq!(memory.devices.get(&device_digest(&device("", "t", 0).device)).unwrap().len(), MAX_ACCOUNTS);
        assert_eq!(memory.devices("99@example.org").unwrap().len(), 1);
    }

    #[test]
    fn changes_that_wait_show_at_once() {
        let mut memory = Memory::default();
        let stored = [device("a@example.org", "1", 1), device("a@example.org", "2", 2)];
        assert!(memory.keep_removal(removal("1", None, 1)));
        assert!(memory.keep_removal(removal("2", Some("a@example.org"), 2)));
        assert!(memory.keep_put(device("b@example.org", "2", 3)));
        assert!(memory.keep_put(device("a@example.org", "3", 4)));
        for _ in 0..2 {
            assert_eq!(memory.saw("a@example.org", stored.to_vec()), [device("a@example.org", "3", 4)]);
        }
        assert_eq!(memory.devices("a@example.org").unwrap(), [device("a@example.org", "3", 4)]);
        assert_eq!(memory.devices("b@example.org").unwrap(), [device("b@example.org", "2", 3)]);
        // The phone died after it had come back; then it came back again.
        assert!(memory.keep_removal(removal("3", None, 4)));
        assert_eq!(memory.devices("a@example.org").unwrap(), []);
        assert!(memory.keep_put(device("a@example.org", "3", 4)));
        assert_eq!(memory.devices("a@example.org").unwrap(), [device("a@example.org", "3", 4)]);
    }
}
