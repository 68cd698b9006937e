use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicBool, Ordering},
};

use siplaunch_push::Push;
use tokio::sync::mpsc;

use super::{answer::Problem, settings::Settings};
use crate::{
    metrics::Metrics,
    store::{Store, StoredDevice},
};

/// A push to do.
pub(crate) struct PushJob {
    pub(crate) push: Push,
    /// The callee's devices that the push is for, of providers that are configured; at least one.
    pub(crate) devices: Vec<StoredDevice>,
}

/// What the HTTP face asks of the switchboard.
pub(crate) enum Order {
    Push(PushJob),
    /// A subscriber (`user@domain`) registered.
    Registered(String),
}

/// What the routes work with.
pub(crate) struct App {
    pub(crate) store: Store,
    pub(crate) metrics: Arc<Metrics>,
    orders: mpsc::Sender<Order>,
    settings: RwLock<Arc<Settings>>,
    is_stopping: AtomicBool,
}

impl App {
    pub(crate) fn new(settings: Settings, store: Store, metrics: Arc<Metrics>, orders: mpsc::Sender<Order>) -> Self {
        Self { store, metrics, orders, settings: RwLock::new(Arc::new(settings)), is_stopping: AtomicBool::new(false) }
    }

    /// Replaces the settings: new requests and connections have these.
    pub(crate) fn set(&self, settings: Settings) {
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
    }

    pub(super) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hands an order over without waiting.
    pub(super) fn order(&self, order: Order) -> Result<(), Problem> {
        self.orders
            .try_send(order)
            .map_err(|_| Problem::unavailable("the daemon is too busy or stops: try again later"))
    }

    /// The daemon stops: from now on, `/healthz` sends load balancers elsewhere.
    pub(crate) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::Relaxed)
    }

    /// Whether somebody takes orders.
    pub(super) fn takes_orders(&self) -> bool {
        !self.orders.is_closed()
    }
}
