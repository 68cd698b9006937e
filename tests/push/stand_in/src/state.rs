//! What the services of one stand-in share.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
};

use serde_json::{Value, json};

use crate::{apns::ProviderToken, credentials::Credentials, events::Events, script::Script, serve::Service};

pub(crate) struct State {
    pub(crate) credentials: Credentials,
    pub(crate) quiet: bool,
    pub(crate) events: Events,
    pub(crate) max_concurrent_streams: AtomicU32,
    script: Mutex<Script>,
    provider_tokens: Mutex<HashMap<String, Arc<ProviderToken>>>,
    access_tokens: Mutex<HashSet<String>>,
    access_tokens_made: AtomicU64,
    connections: AtomicU64,
    counts: [Counts; 3],
}

/// Counts of one service.
#[derive(Default)]
struct Counts {
    connections: AtomicU64,
    accepted: AtomicU64,
    refused: AtomicU64,
    faults: AtomicU64,
}

impl State {
    pub(crate) fn new(credentials: Credentials, quiet: bool, max_concurrent_streams: u32) -> Self {
        Self {
            credentials,
            quiet,
            events: Events::new(),
            max_concurrent_streams: max_concurrent_streams.into(),
            script: Mutex::default(),
            provider_tokens: Mutex::default(),
            access_tokens: Mutex::default(),
            access_tokens_made: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            counts: Default::default(),
        }
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("no holder panics")
    }

    /// The provider token of a JWT: its signature is verified once.
    pub(crate) fn provider_token(&self, jwt: &str) -> Arc<ProviderToken> {
        let mut tokens = self.provider_tokens.lock().expect("no holder panics");
        if let Some(token) = tokens.get(jwt) {
            return token.clone();
        }
        let token = Arc::new(ProviderToken::read(jwt, &self.credentials));
        tokens.insert(jwt.to_owned(), token.clone());
        token
    }

    pub(crate) fn expire_provider_tokens(&self) {
        for token in self.provider_tokens.lock().expect("no holder panics").values() {
            token.expire();
        }
    }

    pub(crate) fn new_access_token(&self) -> String {
        let number = self.access_tokens_made.fetch_add(1, Ordering::Relaxed);
        let token = format!("ya29.stand-in-{number:032}");
        self.access_tokens.lock().expect("no holder panics").insert(token.clone());
        token
    }

    pub(crate) fn is_access_token(&self, token: &str) -> bool {
        self.access_tokens.lock().expect("no holder panics").contains(token)
    }

    pub(crate) fn expire_access_tokens(&self) {
        self.access_tokens.lock().expect("no holder panics").clear();
    }

    /// Counts a connection and gives its number.
    pub(crate) fn count_connection(&self, service: Service) -> u64 {
        self.counts[service as usize].connections.fetch_add(1, Ordering::Relaxed);
        self.connections.fetch_add(1, Ordering::Relaxed)
    }

    /// Counts a push by its status, `None` for a fault.
    pub(crate) fn count_push(&self, service: Service, status: Option<u16>) {
        let counts = &self.counts[service as usize];
        let count = match status {
            Some(200) => &counts.accepted,
            Some(_) => &counts.refused,
            None => &counts.faults,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn counts(&self) -> Value {
        let service = |service: Service| {
            let counts = &self.counts[service as usize];
            json!({
                "connections": counts.connections.load(Ordering::Relaxed),
                "accepted": counts.accepted.load(Ordering::Relaxed),
                "refused": counts.refused.load(Ordering::Relaxed),
                "faults": counts.faults.load(Ordering::Relaxed),
            })
        };
        json!({
            "apns": service(Service::Apns),
            "apns_sandbox": service(Service::ApnsSandbox),
            "fcm": service(Service::Fcm),
            "provider_tokens": self.provider_tokens.lock().expect("no holder panics").len(),
            "events": self.events.written(),
            "access_tokens": self.access_tokens_made.load(Ordering::Relaxed),
        })
    }
}
