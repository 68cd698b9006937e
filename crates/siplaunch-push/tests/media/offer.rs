use std::{net::SocketAddr, time::Duration};

use proptest::prelude::*;
use siplaunch_push::media::{Codec, MAX_MEDIA, MAX_OFFER_LEN, Offer, OfferError};

const SENDER: &str = "198.51.100.7:30000";

/// An offer of a session with these media.
fn session(media: &str) -> Vec<u8> {
    let head = "v=0\no=a 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n";
    format!("{head}{media}").replace('\n', "\r\n").into_bytes()
}

fn parse(media: &str) -> Result<Offer, OfferError> {
    Offer::parse(&session(media))
}

/// The codec and payload type of an offer with these media.
fn codec(media: &str) -> Result<(Codec, u8), OfferError> {
    parse(media).map(|offer| (offer.codec(), offer.payload_type()))
}

fn receiver(offer: &str) -> Result<SocketAddr, OfferError> {
    Offer::parse(offer.as_bytes()).map(|offer| offer.receiver())
}

fn answer(offer: &Offer) -> String {
    offer.answer(SENDER.parse().unwrap(), 42)
}

#[test]
fn an_offer_of_rfc_3264_is_answered() {
    // Section 10.1, with the audio that is accepted there in second place.
    let offer = "v=0\r\no=alice 2890844526 2890844526 IN IP4 host.anywhere.com\r\ns=\r\n\
        c=IN IP4 192.0.2.44\r\nt=2873397496 2873404696\r\nm=video 51372 RTP/AVP 31\r\na=rtpmap:31 H261/90000\r\n\
        m=audio 49170 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\nm=video 53000 RTP/AVP 32\r\na=rtpmap:32 MPV/90000\r\n";
    let offer = Offer::parse(offer.as_bytes()).unwrap();
    assert_eq!(offer.receiver(), "192.0.2.44:49170".parse().unwrap());
    let expected = "v=0\r\no=- 42 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=2873397496 2873404696\r\n\
        m=video 0 RTP/AVP 31\r\n\
        m=audio 30000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na=sendonly\r\n\
        m=video 0 RTP/AVP 32\r\n";
    assert_eq!(answer(&offer), expected);
    assert!(offer.answer("[2001:db8::7]:30000".parse().unwrap(), 42).contains("c=IN IP6 2001:db8::7\r\n"));
}

#[test]
fn the_codec_is_the_first_of_the_offer_that_is_g711() {
    assert_eq!(codec("m=audio 4000 RTP/AVP 0 8\n"), Ok((Codec::Pcmu, 0)));
    assert_eq!(codec("m=audio 4000 RTP/AVP 9 8 0 101\na=rtpmap:101 telephone-event/8000\n"), Ok((Codec::Pcma, 8)));
    assert_eq!(codec("m=audio 4000 RTP/AVP 97\na=rtpmap:97 pcma/8000\n"), Ok((Codec::Pcma, 97)));
    assert_eq!(codec("m=audio 4000 RTP/AVP 127\na=rtpmap:127 PCMU/8000/1\n"), Ok((Codec::Pcmu, 127)));
    for other in ["PCMA/16000", "PCMA/8000/2", "PCMA", "G722/8000", "L16/8000", ""] {
        let media = format!("m=audio 4000 RTP/AVP 97\na=rtpmap:97 {other}\n");
        assert_eq!(codec(&media), Err(OfferError::NoCodec), "{other}");
    }
    for formats in ["9", "128", "256", "-8", "08", "+8", "8x", "*", "97"] {
        assert_eq!(codec(&format!("m=audio 4000 RTP/AVP {formats}\n")), Err(OfferError::NoCodec), "{formats}");
    }
    // A map of a number that is none.
    assert_eq!(codec("m=audio 4000 RTP/AVP 8\na=rtpmap:128 PCMU/8000\na=rtpmap:x\n"), Ok((Codec::Pcma, 8)));
}

#[test]
fn audio_that_is_not_plain_rtp_is_left_alone() {
    for line in [
        "m=audio 4000 RTP/SAVP 8",
        "m=audio 4000 UDP/TLS/RTP/SAVPF 8",
        "m=audio 4000 RTP/AVPF 8",
        "m=audio 0 RTP/AVP 8",
        "m=video 4000 RTP/AVP 8",
        "m=image 4000 udptl t38",
    ] {
        assert_eq!(codec(&format!("{line}\n")), Err(OfferError::NoCodec), "{line}");
        let offer = parse(&format!("{line}\nm=audio 4002/2 RTP/AVP 8\n")).unwrap();
        assert_eq!(offer.receiver().port(), 4002, "{line}");
    }
}

#[test]
fn the_caller_must_want_sound() {
    let media = |direction| format!("m=audio 4000 RTP/AVP 8\na={direction}\n");
    for (direction, wanted) in [("sendrecv", true), ("recvonly", true), ("sendonly", false), ("inactive", false)] {
        let expected = if wanted { Ok((Codec::Pcma, 8)) } else { Err(OfferError::NotReceiving) };
        assert_eq!(codec(&media(direction)), expected, "{direction}");
        // For the session, where a media's own line comes first.
        assert_eq!(codec(&format!("a={direction}\nm=audio 4000 RTP/AVP 8\n")), expected, "{direction}");
        assert_eq!(codec(&format!("a=inactive\n{}", media(direction))), expected, "{direction}");
    }
}

#[test]
fn the_address_is_the_medias_or_the_sessions() {
    let offer =
        |session: &str, media: &str| receiver(&format!("v=0\ns=-\n{session}t=0 0\nm=audio 4000 RTP/AVP 8\n{media}"));
    let session = "c=IN IP4 192.0.2.1\n";
    assert_eq!(offer(session, ""), Ok("192.0.2.1:4000".parse().unwrap()));
    assert_eq!(offer(session, "c=IN IP6 2001:db8::2\n"), Ok("[2001:db8::2]:4000".parse().unwrap()));
    assert_eq!(offer("", "c=IN IP4 127.0.0.1\n"), Ok("127.0.0.1:4000".parse().unwrap()));
    assert_eq!(offer("", ""), Err(OfferError::Address));
    for address in [
        "IN IP4 0.0.0.0",
        "IN IP4 0.1.2.3",
        "IN IP4 224.2.1.1/127",
        "IN IP4 224.2.1.1",
        "IN IP4 239.255.255.255",
        "IN IP4 255.255.255.255",
        "IN IP4 host.example",
        "IN IP4 2001:db8::2",
        "IN IP6 ::",
        "IN IP6 ff02::1",
        "IN IP6 ::ffff:192.0.2.1",
        "IN IP6 192.0.2.1",
        "TN RFC2543 +1-201-406-4090",
        "IN IP4 192.0.2.1 x",
        "",
    ] {
        assert_eq!(offer(session, &format!("c={address}\n")), Err(OfferError::Address), "{address}");
    }
}

#[test]
fn the_answer_repeats_the_offers_time() {
    for (times, time) in [("t=1 2\nt=3 4\n", "1 2"), ("", "0 0"), ("t=\n", "0 0"), ("t=now\n", "0 0")] {
        let text = format!("v=0\n{times}c=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 8\nt=5 6\n");
        let offer = Offer::parse(text.as_bytes()).unwrap();
        assert!(answer(&offer).contains(&format!("\r\nt={time}\r\nm=")), "{times}");
    }
}

#[test]
fn ports_of_other_services_get_no_sound() {
    for (port, usable) in [("53", false), ("1023", false), ("1024", true), ("65535", true)] {
        assert_eq!(parse(&format!("m=audio {port} RTP/AVP 8\n")).is_ok(), usable, "{port}");
    }
}

#[test]
fn the_packet_time_is_the_offers_within_bounds() {
    for (attributes, ms) in [
        ("", 20),
        ("a=ptime:30\n", 30),
        ("a=ptime:9\n", 10),
        ("a=ptime:200\n", 60),
        ("a=ptime:x\n", 20),
        ("a=ptime:40\na=maxptime:30\n", 30),
        ("a=maxptime:10\n", 10),
        ("a=maxptime:150\n", 20),
    ] {
        let offer = parse(&format!("m=audio 4000 RTP/AVP 8\n{attributes}")).unwrap();
        assert_eq!(offer.packet_time(), Duration::from_millis(ms), "{attributes}");
        assert!(answer(&offer).contains(&format!("a=ptime:{ms}\r\n")));
    }
}

#[test]
fn what_is_no_offer_is_refused() {
    for body in [
        "",
        "v=1\r\n",
        " v=0\r\n",
        "--boundary\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n",
        "v=0\r\nm=\r\n",
        "v=0\r\nm=audio\r\n",
        "v=0\r\nm=audio 4000 RTP/AVP\r\n",
        "v=0\r\nm=audio 65536 RTP/AVP 8\r\n",
        "v=0\r\nm=audio -1 RTP/AVP 8\r\n",
        "v=0\r\nm=audio 4000 RTP/AVP 8\t0\r\n",
    ] {
        assert_eq!(Offer::parse(body.as_bytes()), Err(OfferError::NotSdp), "{body:?}");
    }
    assert_eq!(Offer::parse(b"v=0\r\nm=audio 4000 RTP/AVP 8\xe9\r\n"), Err(OfferError::NotSdp));
    assert_eq!(Offer::parse(b"v=0\r\ns=-\r\n"), Err(OfferError::NoCodec));
    // Titles in another character set.
    assert!(Offer::parse(b"v=0\ns=caf\xe9\nc=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 8\n").is_ok());
}

#[test]
fn offers_have_a_greatest_size() {
    let audio = "m=audio 4000 RTP/AVP 8\n";
    assert!(parse(&audio.repeat(MAX_MEDIA)).is_ok());
    assert_eq!(parse(&audio.repeat(MAX_MEDIA + 1)), Err(OfferError::TooLong));
    let mut longest = session(audio);
    longest.resize(MAX_OFFER_LEN, b'\n');
    assert!(Offer::parse(&longest).is_ok());
    longest.push(b'\n');
    assert_eq!(Offer::parse(&longest), Err(OfferError::TooLong));
}

#[test]
fn the_first_audio_says_why() {
    assert_eq!(codec("m=audio 9 RTP/SAVP 8\nm=audio 4000 RTP/AVP 8\na=inactive\n"), Err(OfferError::NotReceiving));
    assert_eq!(codec("m=audio 9 RTP/AVP 8\nm=audio 4000 RTP/AVP 8\na=inactive\n"), Err(OfferError::Address));
    assert!(codec("m=audio 9 RTP/AVP 8\nm=audio 4000 RTP/AVP 8\n").is_ok());
}

/// Lines that matter, well-formed and not.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "m=(audio|video) [0-9]{1,5} (RTP/AVP|RTP/SAVP)( [0-9]{1,3}){0,4}",
        "c=IN IP[46] ([0-9]{1,3}\\.){3}[0-9]{1,3}",
        "c=IN IP6 ([0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}",
        "a=(sendrecv|recvonly|sendonly|inactive)",
        "a=rtpmap:[0-9]{1,3} (PCMA|PCMU|opus)/8000",
        "a=(ptime|maxptime):[0-9]{1,6}",
        "t=[0-9 ]{0,20}",
        "[a-z]?=?.{0,20}",
    ]
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Offer::parse(&bytes);
        let _ = Offer::parse(&[b"v=0\r\n", &*bytes].concat());
    }

    /// An answer has the offer's media in its order, and one of them is accepted.
    #[test]
    fn an_answer_fits_its_offer(lines in proptest::collection::vec(line(), 0..30), end in "\r?\n") {
        let head = "v=0\nc=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 8\n";
        let text = format!("{head}{}", lines.join("\n")).replace('\n', &end);
        let Ok(offer) = Offer::parse(text.as_bytes()) else { return Ok(()) };
        let answer = answer(&offer);
        let media = |text: &str| -> Vec<Vec<String>> {
            let lines = text.lines().filter_map(|line| line.strip_prefix("m="));
            lines.map(|line| line.split_ascii_whitespace().map(str::to_owned).collect()).collect()
        };
        let (offered, answered) = (media(&text), media(&answer));
        prop_assert_eq!(offered.len(), answered.len());
        for (offered, answered) in offered.iter().zip(&answered) {
            prop_assert_eq!(&offered[0], &answered[0]);
            prop_assert_eq!(&offered[2], &answered[2]);
            prop_assert!(offered[3..].contains(&answered[3]));
        }
        let accepted: Vec<_> = answered.iter().filter(|words| words[1] != "0").collect();
        prop_assert_eq!(accepted.len(), 1);
        prop_assert_eq!(&accepted[0][1], "30000");
        prop_assert!(answer.lines().all(|line| line.is_ascii() && line.len() < 200));
    }
}
