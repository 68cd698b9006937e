use std::{sync::Arc, time::Instant};

use super::{Codec, Offer, Stream, StreamIds};

/// A sound in both laws of G.711, shared by all streams that play it.
#[derive(Clone)]
pub struct Sound {
    pcma: Arc<[u8]>,
    pcmu: Arc<[u8]>,
}

impl Sound {
    /// A sound of 16-bit samples, 8000 a second, one channel; `None` without a sample.
    #[must_use]
    pub fn new(samples: &[i16]) -> Option<Self> {
        let encode = |codec: Codec| samples.iter().map(|&sample| codec.encode(sample)).collect();
        (!samples.is_empty()).then(|| Self { pcma: encode(Codec::Pcma), pcmu: encode(Codec::Pcmu) })
    }

    /// Plays the sound from `start` on, again and again, in the codec and packet time of the offer.
    #[must_use]
    pub fn stream(&self, offer: &Offer, start: Instant, ids: StreamIds) -> Stream {
        let bytes = match offer.codec() {
            Codec::Pcma => &self.pcma,
            Codec::Pcmu => &self.pcmu,
        };
        Stream::new(Arc::clone(bytes), offer.payload_type(), offer.packet_ms(), start, ids)
    }
}
