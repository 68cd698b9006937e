use std::time::{Duration, Instant};

use proptest::prelude::*;
use siplaunch_push::media::{Codec, MAX_PACKET_LEN, Offer, Sound, Stream, StreamIds};

const IDS: StreamIds = StreamIds { ssrc: 0x0102_0304, sequence: 0xfffe, timestamp: 0xffff_ff00 };

fn offer(attributes: &str) -> Offer {
    let text = format!("v=0\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n{attributes}");
    Offer::parse(text.as_bytes()).unwrap()
}

fn samples(count: i16) -> Vec<i16> {
    (0..count).map(|index| index.wrapping_mul(257)).collect()
}

fn stream(samples: &[i16], attributes: &str, start: Instant) -> Stream {
    Sound::new(samples).unwrap().stream(&offer(attributes), start, IDS)
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Marker and payload type, sequence number, timestamp, source, sound.
fn fields(packet: &[u8]) -> (u8, u16, u32, u32, &[u8]) {
    assert_eq!(packet[0], 0x80);
    let number = |range: std::ops::Range<usize>| u32::from_be_bytes(packet[range].try_into().unwrap());
    let sequence = u16::from_be_bytes(packet[2..4].try_into().unwrap());
    (packet[1], sequence, number(4..8), number(8..12), &packet[12..])
}

#[test]
fn a_silent_sound_needs_a_sample() {
    assert!(Sound::new(&[]).is_none());
    assert!(Sound::new(&[0]).is_some());
}

#[test]
fn packets_follow_each_other() {
    let start = Instant::now();
    let samples = samples(8000);
    let mut stream = stream(&samples, "", start);
    let mut packet = Vec::new();
    for index in 0..50_u8 {
        let due = start + ms(20) * index.into();
        assert_eq!(stream.due(), due);
        assert!(!stream.poll(due - Duration::from_nanos(1), &mut packet) || index == 0);
        assert!(stream.poll(due, &mut packet));
        assert!(!stream.poll(due, &mut packet));
        let index = u16::from(index);
        let marker = if index == 0 { 0x80 } else { 0 };
        let (kind, sequence, timestamp, source, sound) = fields(&packet);
        assert_eq!((kind, source), (marker | 8, IDS.ssrc));
        assert_eq!(sequence, IDS.sequence.wrapping_add(index));
        assert_eq!(timestamp, IDS.timestamp.wrapping_add(160 * u32::from(index)));
        let place = 160 * usize::from(index);
        let expected: Vec<_> = samples[place..place + 160].iter().map(|sample| Codec::Pcma.encode(*sample)).collect();
        assert_eq!(sound, expected);
    }
}

#[test]
fn a_stall_leaves_packets_out() {
    let start = Instant::now();
    let mut stream = stream(&samples(8000), "", start);
    let mut packet = Vec::new();
    assert!(stream.poll(start, &mut packet));
    // Late by less than a packet: nothing is missing.
    assert!(stream.poll(start + ms(39), &mut packet));
    assert_eq!(fields(&packet).0, 8);
    assert_eq!(stream.due(), start + ms(40));
    // A second passes: one packet, marked, with the time's own timestamp and the next sequence number.
    assert!(stream.poll(start + ms(1045), &mut packet));
    assert!(!stream.poll(start + ms(1045), &mut packet));
    let (kind, sequence, timestamp, ..) = fields(&packet);
    assert_eq!((kind, sequence), (0x88, IDS.sequence.wrapping_add(2)));
    assert_eq!(timestamp, IDS.timestamp.wrapping_add(52 * 160));
    assert_eq!(stream.due(), start + ms(1060));
}

proptest! {
    /// Whenever a stream is asked, a packet's sound is that of its timestamp, and it is neither early nor old.
    #[test]
    fn each_packet_is_of_its_time(
        count in 1..500_i16,
        packet_time in 10..=60_u64,
        waits in proptest::collection::vec(0..200_u64, 1..50),
    ) {
        let start = Instant::now();
        let samples = samples(count);
        let mut stream = stream(&samples, &format!("a=ptime:{packet_time}\r\n"), start);
        let mut packet = Vec::with_capacity(MAX_PACKET_LEN);
        let (mut elapsed, mut sent) = (0, 0_u16);
        for wait in waits {
            elapsed += wait;
            let due = stream.due() <= start + ms(elapsed);
            prop_assert_eq!(stream.poll(start + ms(elapsed), &mut packet), due);
            prop_assert!(stream.due() > start + ms(elapsed));
            prop_assert_eq!(packet.capacity(), MAX_PACKET_LEN);
            if !due {
                continue;
            }
            let (_, sequence, timestamp, _, sound) = fields(&packet);
            prop_assert_eq!(sequence, IDS.sequence.wrapping_add(sent));
            sent += 1;
            let place = u64::from(timestamp.wrapping_sub(IDS.timestamp));
            let time = place / 8;
            prop_assert_eq!(time % packet_time, 0);
            prop_assert!(time <= elapsed && elapsed < time + packet_time);
            prop_assert_eq!(sound.len() as u64, packet_time * 8);
            for (byte, place) in sound.iter().zip(place..) {
                let sample = samples[usize::try_from(place).unwrap() % samples.len()];
                prop_assert_eq!(*byte, Codec::Pcma.encode(sample));
            }
        }
    }
}
