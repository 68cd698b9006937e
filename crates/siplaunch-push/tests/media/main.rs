//! Early media: G.711, SDP offers and answers, RTP packets.
#![cfg(test)]

mod g711;
mod offer;
mod stream;
