//! Messages in a stream.

use siplaunch_push::sip::{Frame, Framer, Malformed};

use crate::{harness::invite, torture};

/// The frames of a stream that comes in pieces of this many bytes.
fn frames(stream: &[u8], size: usize) -> Result<Vec<Frame>, Malformed> {
    let mut framer = Framer::new();
    let mut frames = Vec::new();
    for piece in stream.chunks(size) {
        framer.push(piece);
        while let Some(frame) = framer.poll_frame()? {
            frames.push(frame);
        }
    }
    Ok(frames)
}

#[test]
fn messages_and_keep_alives_come_out_whole_however_they_come_in() {
    let [call, multipart, wsinv] = [invite(1).into_bytes(), torture::read("mpart01"), torture::read("wsinv")];
    let between = [&b""[..], b"\r\n", b"\r\n\r\n", b"\r\n\r\n\r\n", b""];
    let parts = [&[][..], &call, &multipart, &wsinv, &[]];
    let stream =
        between.iter().zip(&parts).map(|(between, part)| [between, *part].concat()).collect::<Vec<_>>().concat();
    let message = |bytes: &[u8]| Frame::Message(bytes.to_vec());
    let expected = vec![message(&call), Frame::Ping, message(&multipart), Frame::Ping, message(&wsinv)];
    for size in [1, 2, 3, 7, 100, stream.len()] {
        assert_eq!(frames(&stream, size), Ok(expected.clone()), "{size}");
    }
}

#[test]
fn a_stream_without_lengths_or_end_is_closed() {
    let cases = [
        (invite(1).replace("Content-Length: 0\r\n", ""), Malformed::ContentLength),
        (invite(1).replace("Content-Length: 0", "Content-Length: -1"), Malformed::ContentLength),
        (invite(1).replace("Content-Length: 0", "l: 1\r\nContent-Length: 1"), Malformed::ContentLength),
        (invite(1).replace("Content-Length: 0", "Content-Length: 65500"), Malformed::TooLong),
        (invite(1).replace("Max-Forwards", &"x: y\r\n".repeat(3000)), Malformed::TooLong),
        ("x".repeat(20_000), Malformed::TooLong),
        (invite(1).replace("INVITE sip", "INVITE  sip"), Malformed::StartLine),
    ];
    for (stream, expected) in cases {
        for size in [1, 100, stream.len()] {
            assert_eq!(frames(stream.as_bytes(), size), Err(expected), "{size}");
        }
    }
}

#[test]
fn a_body_of_the_longest_message_passes() {
    let head = invite(1).replace("Content-Length: 0", "Content-Length: 65000");
    let stream = [head.as_bytes(), &[b'x'; 65_000]].concat();
    assert_eq!(frames(&stream, 1460), Ok(vec![Frame::Message(stream)]));
}
