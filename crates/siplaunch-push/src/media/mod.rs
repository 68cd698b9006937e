//! Early media: the SDP answer and the RTP packets with which a caller hears that the call waits, without I/O.
//!
//! [`Offer::parse`] reads the caller's SDP offer, [`Offer::answer`] accepts its first G.711 audio for sending only, and
//! [`Sound::stream`] gives the packets, each at its time.
//!
//! SIP cannot prove that the address in an offer is the caller's. The proxy that passed the call on vouches for it:
//! take offers from trusted proxies only, which know their callers. [`Offer::parse`] refuses the addresses and ports
//! that no caller has.
//!
//! ```
//! use siplaunch_push::media::{MAX_PACKET_LEN, Offer, Sound, StreamIds};
//! use std::time::{Duration, Instant};
//!
//! let offer = Offer::parse(
//!     b"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n",
//! )?;
//! let answer = offer.answer("192.0.2.9:30000".parse()?, 1);
//! assert!(answer.ends_with("m=audio 30000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na=sendonly\r\n"));
//!
//! let sound = Sound::new(&[0; 8000]).expect("a second of silence");
//! let start = Instant::now();
//! let mut stream = sound.stream(&offer, start, StreamIds { ssrc: 1, sequence: 2, timestamp: 3 });
//! let mut packet = Vec::with_capacity(MAX_PACKET_LEN);
//! assert!(stream.poll(start, &mut packet)); // Send it to `offer.receiver()`.
//! assert_eq!(stream.due(), start + Duration::from_millis(20));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod g711;
mod offer;
mod rtp;
mod sdp;
mod sound;

pub use g711::Codec;
pub use offer::{MAX_MEDIA, MAX_OFFER_LEN, Offer, OfferError};
pub use rtp::{MAX_PACKET_LEN, Stream, StreamIds};
pub use sound::Sound;

/// Samples a second.
const SAMPLE_RATE: u32 = 8000;
