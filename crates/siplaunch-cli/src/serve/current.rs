use std::sync::{Arc, PoisonError, RwLock};

use crate::handler_args::Handler;

/// The current handler. A reload replaces it; requests that have begun keep the old one.
#[derive(Clone)]
pub(crate) struct Current(Arc<RwLock<Arc<Handler>>>);

impl Current {
    pub(crate) fn new(handler: Handler) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(handler))))
    }

    pub(crate) fn get(&self) -> Arc<Handler> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set(&self, handler: Handler) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(handler);
    }
}
