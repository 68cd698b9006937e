//! Any stream in any pieces: the frames do not depend on the pieces, and each is a message with its length.
#![no_main]

use libfuzzer_sys::fuzz_target;
use siplaunch_push::sip::{Frame, Framer, Malformed, Message};

/// The frames of a stream that comes in these pieces.
fn frames<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Result<Vec<Frame>, Malformed> {
    let mut framer = Framer::new();
    let mut frames = Vec::new();
    for piece in pieces {
        framer.push(piece);
        while let Some(frame) = framer.poll_frame()? {
            if let Frame::Message(message) = &frame {
                assert!(Message::parse(message).is_ok());
            }
            frames.push(frame);
        }
    }
    Ok(frames)
}

fuzz_target!(|input: (u8, &[u8])| {
    let (size, bytes) = input;
    let pieces = frames(bytes.chunks(usize::from(size.max(1))));
    let whole = frames(std::iter::once(bytes));
    assert_eq!(whole, pieces);
});
