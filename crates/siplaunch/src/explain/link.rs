use super::Explanation;

/// A link of a text.
pub(super) struct Link {
    pub(super) explanation: Explanation,
    /// The place where it begins in the pasted text, nearly so if it is encoded.
    pub(super) at: usize,
    /// Whether it begins in the plain text, so that it has a line.
    pub(super) line: bool,
}
