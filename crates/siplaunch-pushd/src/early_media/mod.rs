//! Early media, the handbook's step 4: a caller that waits hears a sound.

mod pacer;
mod socket;
#[cfg(test)]
mod tests;
mod wav;

use std::{collections::HashMap, fs::File, io::BufReader, net::IpAddr, path::Path, sync::Arc, time::Instant};

use anyhow::Context as _;
use siplaunch_push::{
    media::{Offer, OfferError, Sound, StreamIds},
    wake::CallId,
};
use thiserror::Error;
use tracing::{debug, warn};

use self::{
    pacer::{Pacer, Playing},
    socket::{SocketError, Sockets},
};
use crate::{
    config,
    metrics::{EarlyMediaLabels, Metrics},
};

/// The sound, and the callers that hear it.
pub(crate) struct EarlyMedia {
    sound: Sound,
    sockets: Sockets,
    pacer: Pacer,
    playing: HashMap<CallId, Playing>,
    metrics: Arc<Metrics>,
}

/// Why a call has no early media. The texts hold nothing of the call.
#[derive(Debug, Error)]
enum Failure {
    #[error(transparent)]
    Offer(#[from] OfferError),
    #[error(transparent)]
    Socket(#[from] SocketError),
    #[error("the system has no random numbers")]
    Random(#[from] getrandom::Error),
    #[error("the thread of early media is gone")]
    Thread,
}

impl EarlyMedia {
    /// Reads the sound file and starts the thread that sends. `listen` is the address of the SIP face.
    pub(crate) fn new(config: &config::EarlyMedia, listen: IpAddr, metrics: Arc<Metrics>) -> anyhow::Result<Self> {
        let sound = read_sound(&config.file).context("early_media.file")?;
        let pacer = Pacer::new(metrics.early_media_send_errors.clone()).context("early_media")?;
        let sockets = Sockets::new(config, listen);
        Ok(Self { sound, sockets, pacer, playing: HashMap::new(), metrics })
    }

    /// Goes on with the streams of the settings before a reload.
    pub(crate) fn take_over(&mut self, mut old: Self) {
        self.playing.extend(old.playing.drain());
    }

    /// Plays the sound to the receiver of an SDP offer, and returns the SDP answer for a 183.
    ///
    /// Without an answer the call gets a 180, and the caller's phone makes its own ringback.
    pub(crate) fn start(&mut self, call: CallId, offer: &[u8]) -> Option<Vec<u8>> {
        let started = self.try_start(call, offer);
        let result = match &started {
            Ok(_) => "started",
            Err(Failure::Offer(error)) => {
                debug!(call = call.0, %error, "early_media_unusable_offer");
                "unusable_offer"
            }
            Err(Failure::Socket(error @ SocketError::NoPort)) => {
                warn!(call = call.0, %error, "early_media_no_port");
                "no_port"
            }
            Err(error) => {
                warn!(call = call.0, %error, "early_media_failed");
                "failed"
            }
        };
        self.metrics.early_media.get_or_create(&EarlyMediaLabels { result }).inc();
        self.count();
        started.ok()
    }

    /// Stops the stream of a call: no packet goes out after this returns.
    pub(crate) fn stop(&mut self, call: CallId) {
        self.playing.remove(&call);
        self.count();
    }

    fn try_start(&mut self, call: CallId, offer: &[u8]) -> Result<Vec<u8>, Failure> {
        let offer = Offer::parse(offer)?;
        let (socket, sender) = self.sockets.open(offer.receiver())?;
        let ids = StreamIds { ssrc: getrandom::u32()?, sequence: random_u16()?, timestamp: getrandom::u32()? };
        let answer = offer.answer(sender, getrandom::u32()?);
        let stream = self.sound.stream(&offer, Instant::now(), ids);
        let playing = self.pacer.play(stream, socket).ok_or(Failure::Thread)?;
        self.playing.insert(call, playing);
        Ok(answer.into_bytes())
    }

    fn count(&self) {
        self.metrics.early_media_streams.set(self.playing.len().try_into().unwrap_or(i64::MAX));
    }
}

fn random_u16() -> Result<u16, getrandom::Error> {
    let mut bytes = [0; 2];
    getrandom::fill(&mut bytes)?;
    Ok(u16::from_be_bytes(bytes))
}

fn read_sound(file: &Path) -> anyhow::Result<Sound> {
    Ok(wav::read(BufReader::new(File::open(file)?))?)
}
