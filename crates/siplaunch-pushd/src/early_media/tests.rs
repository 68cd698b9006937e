use std::{
    io::{Cursor, Write as _},
    net::UdpSocket,
    thread,
    time::{Duration, Instant},
};

use hound::{SampleFormat, WavSpec, WavWriter};
use tempfile::NamedTempFile;

use super::*;

const FORMAT: WavSpec =
    WavSpec { channels: 1, sample_rate: 8000, bits_per_sample: 16, sample_format: SampleFormat::Int };

const CALL: CallId = CallId(1);

/// Half a second of a rising tone.
fn samples() -> Vec<i16> {
    let sample = |index: i32| i16::try_from((index * index / 4 + index * 600) % 40_000 - 20_000).unwrap();
    (0..4000).map(sample).collect()
}

fn wav(format: WavSpec, samples: &[i16]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut file, format).unwrap();
    for &sample in samples {
        writer.write_sample(sample).unwrap();
    }
    writer.finalize().unwrap();
    file.into_inner()
}

/// Early media of a SIP face at `listen`, with at most `ports` streams.
fn early_media_at(listen: &str, ports: u16) -> EarlyMedia {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(&wav(FORMAT, &samples())).unwrap();
    let free = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let first = free & !1;
    let ports = first..=first.saturating_add(2 * (ports - 1));
    let config = config::EarlyMedia { file: file.path().into(), ports, address: None };
    EarlyMedia::new(&config, listen.parse().unwrap(), Arc::new(Metrics::new())).unwrap()
}

fn early_media() -> EarlyMedia {
    early_media_at("127.0.0.1", 20)
}

fn results(media: &EarlyMedia, result: &'static str) -> u64 {
    media.metrics.early_media.get_or_create(&EarlyMediaLabels { result }).get()
}

/// A caller on a port of its own.
struct Caller(UdpSocket);

impl Caller {
    fn new() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        Self(socket)
    }

    fn offer(&self, payload_type: u8) -> Vec<u8> {
        let port = self.0.local_addr().unwrap().port();
        let head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
        format!("{head}m=audio {port} RTP/AVP {payload_type}\r\n").into_bytes()
    }

    /// The packets that have arrived.
    fn packets(&self) -> Vec<Vec<u8>> {
        let mut buffer = [0; 1500];
        std::iter::from_fn(|| self.0.recv(&mut buffer).ok().map(|len| buffer[..len].to_vec())).collect()
    }

    /// The packets of some time.
    fn record(&self, time: Duration) -> Vec<Vec<u8>> {
        let (end, mut packets) = (Instant::now() + time, Vec::new());
        while Instant::now() < end {
            packets.extend(self.packets());
            thread::sleep(Duration::from_millis(5));
        }
        packets
    }
}

fn timestamp(packet: &[u8]) -> u32 {
    u32::from_be_bytes(packet[4..8].try_into().unwrap())
}

/// ITU-T G.711, table 1a: the amplitude of a byte, of 16 bits.
fn from_a_law(byte: u8) -> f64 {
    let byte = byte ^ 0x55;
    let (segment, step) = (i32::from(byte >> 4 & 7), f64::from(byte & 15));
    let amplitude = if segment == 0 { step + 0.5 } else { (step + 16.5) * 2_f64.powi(segment - 1) };
    amplitude * if byte & 0x80 == 0 { -16.0 } else { 16.0 }
}

/// ITU-T G.711, table 2a.
fn from_mu_law(byte: u8) -> f64 {
    let byte = !byte;
    let (segment, step) = (i32::from(byte >> 4 & 7), f64::from(byte & 15));
    let amplitude = (step + 16.5) * 2_f64.powi(segment) - 16.5;
    amplitude * if byte & 0x80 == 0 { 8.0 } else { -8.0 }
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

/// What a caller hears, sample by sample beside the file that plays in a loop.
fn check_sound(payload_type: u8, decode: fn(u8) -> f64) {
    let (mut media, caller, samples) = (early_media(), Caller::new(), samples());
    let answer = String::from_utf8(media.start(CALL, &caller.offer(payload_type)).unwrap()).unwrap();
    let (mut heard, mut played) = (Vec::new(), Vec::new());
    let packets = caller.record(Duration::from_millis(1200));
    for packet in &packets {
        assert_eq!((packet[0], packet[1] & 0x7f, packet.len()), (0x80, payload_type, 172));
        assert_eq!(packet[8..12], packets[0][8..12]);
        let place = timestamp(packet).wrapping_sub(timestamp(&packets[0])) as usize;
        heard.extend(packet[12..].iter().map(|&byte| decode(byte)));
        played.extend((place..place + 160).map(|place| f64::from(samples[place % samples.len()])));
    }
    let correlation = correlation(&heard, &played);
    assert!(correlation > 0.999, "{correlation}");
    // The sound comes from where the answer says.
    let mut buffer = [0; 1500];
    caller.0.set_nonblocking(false).unwrap();
    caller.0.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let (_, sender) = caller.0.recv_from(&mut buffer).unwrap();
    assert!(answer.contains("\r\nc=IN IP4 127.0.0.1\r\n"), "{answer}");
    assert!(answer.contains(&format!("\r\nm=audio {} RTP/AVP {payload_type}\r\n", sender.port())), "{answer}");
    assert_eq!(sender.port() % 2, 0);
}

#[test]
fn a_caller_hears_the_file_in_a_law() {
    check_sound(8, from_a_law);
}

#[test]
fn a_caller_hears_the_file_in_mu_law() {
    check_sound(0, from_mu_law);
}

#[test]
fn packets_come_at_their_pace() {
    let (mut media, caller) = (early_media(), Caller::new());
    let start = Instant::now();
    media.start(CALL, &caller.offer(8)).unwrap();
    let packets = caller.record(Duration::from_secs(1));
    let due = start.elapsed().as_millis() / 20 + 1;
    // A busy machine loses some, and none is early.
    let count = packets.len() as u128;
    assert!(count <= due && count >= due / 2, "{count} of {due}");
    let last = u128::from(timestamp(&packets[packets.len() - 1]).wrapping_sub(timestamp(&packets[0]))) / 160;
    assert!(last < due && last >= due * 3 / 4, "{last} of {due}");
}

#[test]
fn no_packet_follows_a_stop() {
    let mut media = early_media();
    for wait in 0..40 {
        let caller = Caller::new();
        media.start(CALL, &caller.offer(8)).unwrap();
        thread::sleep(Duration::from_millis(wait));
        media.stop(CALL);
        // Loopback delivers at once: what was sent is here.
        caller.packets();
        thread::sleep(Duration::from_millis(25));
        assert_eq!(caller.packets().len(), 0);
    }
    assert_eq!(media.metrics.early_media_streams.get(), 0);
}

#[test]
fn all_streams_stop_with_the_last_settings() {
    let (mut old, caller) = (early_media(), Caller::new());
    old.start(CALL, &caller.offer(8)).unwrap();
    let mut new = early_media();
    new.take_over(old);
    caller.packets();
    assert!(!caller.record(Duration::from_millis(200)).is_empty());
    drop(new);
    caller.packets();
    assert!(caller.record(Duration::from_millis(100)).is_empty());
}

#[test]
fn streams_are_as_many_as_ports() {
    let (mut media, caller) = (early_media_at("127.0.0.1", 3), Caller::new());
    // Another program can hold one of the ports.
    let started = (0..5).filter(|&call| media.start(CallId(call), &caller.offer(8)).is_some()).count();
    assert!((1..=3).contains(&started), "{started}");
    assert_eq!(media.metrics.early_media_streams.get(), started as i64);
    assert_eq!(results(&media, "started"), started as u64);
    assert_eq!(results(&media, "no_port"), 5 - started as u64);
    media.stop(CallId(0));
    assert!(media.start(CallId(9), &caller.offer(8)).is_some());
}

#[test]
fn an_offer_without_early_media_starts_nothing() {
    let (mut media, caller) = (early_media(), Caller::new());
    assert!(media.start(CALL, b"").is_none());
    assert!(media.start(CALL, &caller.offer(9)).is_none());
    assert_eq!(results(&media, "unusable_offer"), 2);
    assert_eq!(media.metrics.early_media_streams.get(), 0);
}

#[test]
fn this_hosts_services_get_no_sound_from_afar() {
    let (mut media, caller) = (early_media_at("192.0.2.1", 3), Caller::new());
    assert!(media.start(CALL, &caller.offer(8)).is_none());
    assert_eq!(results(&media, "failed"), 1);
}

#[test]
fn a_closed_port_gets_no_more_packets() {
    let (mut media, caller) = (early_media(), Caller::new());
    let start = Instant::now();
    let answer = String::from_utf8(media.start(CALL, &caller.offer(8)).unwrap()).unwrap();
    let port = answer.split_once("m=audio ").unwrap().1.split_once(' ').unwrap().0;
    drop(caller);
    // The port is free again once the stream has ended.
    while UdpSocket::bind(format!("127.0.0.1:{port}")).is_err() {
        assert!(start.elapsed() < Duration::from_secs(20));
        thread::sleep(Duration::from_millis(50));
    }
    assert!(start.elapsed() >= Duration::from_secs(2));
}

fn wav_error(file: &[u8]) -> String {
    wav::read(file).err().expect("an error").to_string()
}

#[test]
fn a_wav_file_is_read() {
    assert!(wav::read(&*wav(FORMAT, &[0])).is_ok());
    assert!(wav::read(&*wav(FORMAT, &vec![0; 300 * 8000])).is_ok());
}

#[test]
fn other_files_get_an_error_that_helps() {
    for format in [
        WavSpec { channels: 2, ..FORMAT },
        WavSpec { sample_rate: 16_000, ..FORMAT },
        WavSpec { bits_per_sample: 8, ..FORMAT },
    ] {
        let error = wav_error(&wav(format, &[0, 0]));
        assert!(error.starts_with("the file has ") && error.contains("sox in.wav -r 8000 -c 1 -b 16"), "{error}");
    }
    let good = wav(FORMAT, &samples());
    for bad in [&[][..], b"ID3", &good[..20], &good[..good.len() - 1]] {
        let error = wav_error(bad);
        assert!(error.contains("no WAV file") && error.contains("sox"), "{error}");
    }
    assert_eq!(wav_error(&wav(FORMAT, &[])), "the file has no sound");
    assert!(wav_error(&wav(FORMAT, &vec![0; 300 * 8000 + 1])).contains("longer than 5 minutes"));
}
