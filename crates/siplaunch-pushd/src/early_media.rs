//! Early media.
use siplaunch_push::wake::CallId;

pub(crate) struct EarlyMedia {}

impl EarlyMedia {
    pub(crate) fn start(&self, _call: CallId, _offer: &[u8]) -> Option<Vec<u8>> {
        None
    }

    pub(crate) fn stop(&self, _call: CallId) {}
}
