//! The sound file: WAV, 8 kHz, mono, 16-bit PCM.

use std::io;

use hound::{SampleFormat, WavReader, WavSpec};
use siplaunch_push::media::Sound;
use thiserror::Error;

/// The longest sound. It is in memory twice, 8000 bytes a second in each codec.
const MAX_SECONDS: u32 = 300;

const FORMAT: WavSpec =
    WavSpec { channels: 1, sample_rate: 8000, bits_per_sample: 16, sample_format: SampleFormat::Int };

/// Why a sound file cannot be played.
#[derive(Debug, Error)]
pub(crate) enum WavError {
    #[error("the file is no WAV file with PCM samples, or is damaged; {CONVERT}")]
    NotWav(#[source] hound::Error),
    #[error("the file has {rate} samples a second, {channels} channels, {bits} bits a sample; {CONVERT}",
        rate = .0.sample_rate, channels = .0.channels, bits = .0.bits_per_sample)]
    Format(WavSpec),
    #[error("the file has no sound")]
    Empty,
    #[error("the file is longer than {} minutes; shorten it, as with `sox in.wav out.wav trim 0 60`", MAX_SECONDS / 60)]
    TooLong,
}

const CONVERT: &str =
    "convert it to 8 kHz, mono, 16-bit PCM, as with `sox in.wav -r 8000 -c 1 -b 16 -e signed-integer out.wav`";

/// Reads a sound file.
pub(crate) fn read(file: impl io::Read) -> Result<Sound, WavError> {
    let mut wav = WavReader::new(file).map_err(WavError::NotWav)?;
    if wav.spec() != FORMAT {
        return Err(WavError::Format(wav.spec()));
    }
    if wav.len() > MAX_SECONDS * FORMAT.sample_rate {
        return Err(WavError::TooLong);
    }
    let samples: Vec<i16> = wav.samples().collect::<Result<_, _>>().map_err(WavError::NotWav)?;
    Sound::new(&samples).ok_or(WavError::Empty)
}
