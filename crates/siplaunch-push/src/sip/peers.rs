use std::{collections::HashSet, sync::Arc};

use super::Peer;

/// The proxies of all calls, each once: the calls of a proxy share it.
#[derive(Default)]
pub(super) struct Peers(HashSet<Arc<Peer>>);

impl Peers {
    /// The peer, for a further call.
    pub(super) fn share(&mut self, peer: Peer) -> Arc<Peer> {
        if let Some(known) = self.0.get(&peer) {
            return Arc::clone(known);
        }
        let new = Arc::new(peer);
        self.0.insert(Arc::clone(&new));
        new
    }

    /// Forgets the peer of a call that is forgotten, if no other call has it.
    pub(super) fn release(&mut self, peer: &Arc<Peer>) {
        // One of the two is here, the other the call's.
        if Arc::strong_count(peer) == 2 {
            self.0.remove(peer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_share_their_proxy_and_the_last_one_takes_it_along() {
        let mut peers = Peers::default();
        let [a, b] = [5060, 5061].map(|port| Peer::Udp(([192, 0, 2, 1], port).into()));
        let calls = [a, b, a].map(|peer| peers.share(peer));
        assert!(Arc::ptr_eq(&calls[0], &calls[2]));
        assert_eq!((*calls[1], peers.0.len()), (b, 2));
        let [first, second, third] = calls;
        for (call, left) in [(first, 2), (second, 1), (third, 0)] {
            peers.release(&call);
            drop(call);
            assert_eq!(peers.0.len(), left);
        }
    }
}
