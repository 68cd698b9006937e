use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::SAMPLE_RATE;

const HEADER_LEN: usize = 12;

/// The longest packet of a [`Stream`] in bytes: 60 ms of sound.
pub const MAX_PACKET_LEN: usize = HEADER_LEN + 60 * SAMPLE_RATE as usize / 1000;

/// The numbers that tell a stream from others. RFC 3550, section 5.1, wants them random.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamIds {
    /// The synchronization source.
    pub ssrc: u32,
    /// The sequence number of the first packet.
    pub sequence: u16,
    /// The timestamp of the first packet, in samples.
    pub timestamp: u32,
}

/// The RTP packets (RFC 3550) of a sound that plays in a loop.
///
/// Each packet has its time, counted from the start, so that the stream never drifts. Packets that are a whole packet
/// time late are left out: a caller wants no burst of old sound. The next one then carries the marker and the
/// timestamp of its own time, as after silence (RFC 3551, section 4.1).
pub struct Stream {
    sound: Arc<[u8]>,
    payload_type: u8,
    packet_ms: u32,
    start: Instant,
    /// The sequence number is the next packet's.
    ids: StreamIds,
    /// The next packet's place in time.
    next: u32,
}

impl Stream {
    /// A stream of a sound that is not empty, with 10 to 60 ms a packet.
    pub(super) fn new(sound: Arc<[u8]>, payload_type: u8, packet_ms: u32, start: Instant, ids: StreamIds) -> Self {
        Self { sound, payload_type, packet_ms, start, ids, next: 0 }
    }

    /// The time at which the next packet is due.
    #[must_use]
    pub fn due(&self) -> Instant {
        self.start + Duration::from_millis(u64::from(self.next) * u64::from(self.packet_ms))
    }

    /// Writes the packet that is due at `now` in place of what `packet` holds, and returns whether one is due.
    ///
    /// A `packet` with the capacity [`MAX_PACKET_LEN`] never grows.
    pub fn poll(&mut self, now: Instant, packet: &mut Vec<u8>) -> bool {
        if now < self.due() {
            return false;
        }
        let index = (now - self.start).as_millis() / u128::from(self.packet_ms);
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let marker = self.next == 0 || index > self.next;
        packet.clear();
        self.write_header(marker, index, packet);
        self.write_sound(index, packet);
        self.next = index.saturating_add(1);
        self.ids.sequence = self.ids.sequence.wrapping_add(1);
        true
    }

    /// Version 2, without padding, extension and contributing sources.
    fn write_header(&self, marker: bool, index: u32, packet: &mut Vec<u8>) {
        let timestamp = self.ids.timestamp.wrapping_add(index.wrapping_mul(self.samples()));
        packet.extend([0x80, u8::from(marker) << 7 | self.payload_type]);
        packet.extend(self.ids.sequence.to_be_bytes());
        packet.extend(timestamp.to_be_bytes());
        packet.extend(self.ids.ssrc.to_be_bytes());
    }

    fn write_sound(&self, index: u32, packet: &mut Vec<u8>) {
        let played = u64::from(index) * u64::from(self.samples());
        let mut place = usize::try_from(played % self.sound.len() as u64).expect("below the sound's length");
        let end = HEADER_LEN + self.samples() as usize;
        while packet.len() < end {
            let len = (end - packet.len()).min(self.sound.len() - place);
            packet.extend(&self.sound[place..place + len]);
            place = 0;
        }
    }

    /// Samples, and so bytes, in a packet.
    fn samples(&self) -> u32 {
        self.packet_ms * SAMPLE_RATE / 1000
    }
}
