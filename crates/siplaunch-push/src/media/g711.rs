/// A law of ITU-T G.711: each sample becomes one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// A-law.
    Pcma,
    /// µ-law.
    Pcmu,
}

impl Codec {
    /// The byte of a 16-bit sample, as the reference of ITU-T G.191 has it.
    #[must_use]
    pub const fn encode(self, sample: i16) -> u8 {
        // One's complement: the halves around zero mirror each other.
        let magnitude = (sample ^ (sample >> 15)).cast_unsigned();
        let sign = if sample < 0 { 0 } else { 0x80 };
        match self {
            Self::Pcma => (sign | a_law(magnitude >> 4)) ^ 0x55,
            Self::Pcmu => (sign | mu_law(magnitude >> 2)) ^ 0x7f,
        }
    }

    /// The name in SDP (RFC 3551, section 4.5.14).
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Pcma => "PCMA",
            Self::Pcmu => "PCMU",
        }
    }
}

/// Segment and step of an 11-bit magnitude.
const fn a_law(magnitude: u16) -> u8 {
    match (magnitude >> 4).checked_ilog2() {
        None => code(0, magnitude),
        Some(segment) => code(segment + 1, magnitude >> segment),
    }
}

/// Segment and step of a 13-bit magnitude.
const fn mu_law(magnitude: u16) -> u8 {
    let biased = magnitude + 33;
    let biased = if biased < 0x1fff { biased } else { 0x1fff };
    let segment = biased.ilog2() - 5;
    code(segment, biased >> (segment + 1))
}

/// Three bits of segment, four bits of step.
#[allow(clippy::cast_possible_truncation, reason = "the segment is below 8, the step below 16")]
const fn code(segment: u32, step: u16) -> u8 {
    (segment as u8) << 4 | (step & 0xf) as u8
}
