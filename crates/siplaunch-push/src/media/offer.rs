use std::{net::SocketAddr, time::Duration};

use thiserror::Error;

use super::{
    Codec,
    sdp::{Media, Session},
};

/// The longest offer in bytes.
pub const MAX_OFFER_LEN: usize = 16 * 1024;

/// The most media (`m=` lines) of an offer.
pub const MAX_MEDIA: usize = 16;

/// Why a caller gets no early media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum OfferError {
    /// The body is no SDP.
    #[error("the offer is no SDP")]
    NotSdp,
    /// The offer is longer than [`MAX_OFFER_LEN`], or has more media than [`MAX_MEDIA`].
    #[error("the offer is too long")]
    TooLong,
    /// No audio over plain RTP (`RTP/AVP`) has PCMA or PCMU.
    #[error("the offer has no G.711 audio over RTP/AVP")]
    NoCodec,
    /// The caller wants no sound: the audio is `sendonly` or `inactive`.
    #[error("the offer wants no audio back")]
    NotReceiving,
    /// The sound would go to an address or a port that no caller has.
    #[error("the offer's address or port is unusable")]
    Address,
}

/// An SDP offer (RFC 8866, RFC 3264) with audio that early media can be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    receiver: SocketAddr,
    codec: Codec,
    payload_type: u8,
    packet_ms: u32,
    /// The `t=` line, which the answer repeats.
    time: String,
    /// The answer's `m=` lines, all of them refusals.
    refusals: Vec<String>,
    /// The refusal that becomes an acceptance.
    accepted: usize,
}

impl Offer {
    /// Reads an offer and chooses its first audio that is over `RTP/AVP`, has PCMA or PCMU, and is wanted.
    ///
    /// # Errors
    ///
    /// [`OfferError`] says why there is no early media. A receiver in the networks `0.0.0.0/8` and `224.0.0.0/3`, on
    /// multicast, unspecified or IPv4-mapped IPv6 addresses, or on a port below 1024 is refused. A loopback address is
    /// taken: whether one can be a caller's is for the application to say.
    pub fn parse(offer: &[u8]) -> Result<Self, OfferError> {
        if offer.len() > MAX_OFFER_LEN {
            return Err(OfferError::TooLong);
        }
        let session = Session::parse(offer)?;
        let mut failure = OfferError::NoCodec;
        for (accepted, media) in session.media.iter().enumerate() {
            match media.receiver() {
                Ok((receiver, codec, payload_type)) => {
                    let packet_ms = media.packet_ms();
                    let refusals = session.media.iter().map(Media::refusal).collect();
                    let time = session.time.unwrap_or("0 0").to_owned();
                    return Ok(Self { receiver, codec, payload_type, packet_ms, time, refusals, accepted });
                }
                // The first audio that comes near says the most.
                Err(error) if failure == OfferError::NoCodec => failure = error,
                Err(_) => {}
            }
        }
        Err(failure)
    }

    /// Where the caller expects the sound. It goes nowhere else.
    #[must_use]
    pub fn receiver(&self) -> SocketAddr {
        self.receiver
    }

    /// The codec that the caller prefers.
    #[must_use]
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// The offer's payload type of the codec, below 128.
    #[must_use]
    pub fn payload_type(&self) -> u8 {
        self.payload_type
    }

    /// The sound in one packet, 10 to 60 ms: `a=ptime` as far as `a=maxptime` allows, by default 20 ms.
    #[must_use]
    pub fn packet_time(&self) -> Duration {
        Duration::from_millis(self.packet_ms.into())
    }

    pub(super) fn packet_ms(&self) -> u32 {
        self.packet_ms
    }

    /// The answer: sound from `sender`, and every other media refused with port 0.
    ///
    /// `session` is another number in each call.
    #[must_use]
    pub fn answer(&self, sender: SocketAddr, session: u32) -> String {
        let family = if sender.is_ipv4() { "IP4" } else { "IP6" };
        let ip = sender.ip();
        let mut answer =
            format!("v=0\r\no=- {session} 1 IN {family} {ip}\r\ns=-\r\nc=IN {family} {ip}\r\nt={}\r\n", self.time);
        for (index, refusal) in self.refusals.iter().enumerate() {
            let line = if index == self.accepted { self.acceptance(sender.port()) } else { refusal.clone() };
            answer.push_str(&line);
        }
        answer
    }

    fn acceptance(&self, port: u16) -> String {
        let Self { codec, payload_type, packet_ms, .. } = self;
        let name = codec.name();
        format!(
            "m=audio {port} RTP/AVP {payload_type}\r\na=rtpmap:{payload_type} {name}/8000\r\n\
             a=ptime:{packet_ms}\r\na=sendonly\r\n"
        )
    }
}
