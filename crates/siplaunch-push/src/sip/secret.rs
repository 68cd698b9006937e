use std::{
    fmt,
    hash::{BuildHasherDefault, Hash, Hasher},
};

use sha2::{Digest as _, Sha256};

/// The secret from which the agent makes its table keys, tags, branches and Call-IDs.
///
/// Each is a SHA-256 over the seed, a purpose and texts: without the seed, nobody can guess one, or find two texts with
/// the same key.
pub(super) struct Secret(Sha256);

impl Secret {
    pub(super) fn new(seed: [u8; 32]) -> Self {
        // A whole block: its state is computed once.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&seed);
        Self(Sha256::new().chain_update(block))
    }

    /// 128 bits for these parts. Each part's length is part of the input, so that no two lists of parts are alike.
    pub(super) fn digest(&self, purpose: &str, parts: &[&[u8]]) -> Digest {
        let mut hash = self.0.clone();
        for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        let digest: [u8; 32] = hash.finalize().into();
        let (words, _) = digest.as_chunks();
        Digest([u64::from_be_bytes(words[0]), u64::from_be_bytes(words[1])])
    }

    /// 64 bits for these parts, as a tag or the key of a table.
    pub(super) fn tag(&self, purpose: &str, parts: &[&[u8]]) -> Tag {
        Tag(self.digest(purpose, parts).0[0])
    }
}

/// 128 bits that nobody can guess, in messages 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digest([u64; 2]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:016x}", self.0[0], self.0[1])
    }
}

/// 64 bits: a tag of this agent, in messages 16 hexadecimal digits, or a key of its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Tag(u64);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A table whose keys are the agent's own: tags or numbers of calls. Nobody can choose keys that collide.
pub(super) type Table<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<OwnKeys>>;

/// Spreads one number over the table.
#[derive(Default)]
pub(super) struct OwnKeys(u64);

impl Hasher for OwnKeys {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // The odd number nearest to 2^64 divided by the golden ratio.
        self.0 = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Gives memory back when a table has emptied after a burst.
pub(super) fn shrink<K: Eq + Hash, V>(table: &mut Table<K, V>) {
    if table.capacity() > 4096 && table.len() < table.capacity() / 8 {
        table.shrink_to(table.len() * 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_seed_purpose_and_list_of_parts_has_its_digest() {
        let secret = Secret::new([1; 32]);
        let digests = [
            secret.digest("a", &[b"xy", b"z"]),
            secret.digest("a", &[b"x", b"yz"]),
            secret.digest("a", &[b"xyz"]),
            secret.digest("ax", &[b"yz"]),
            Secret::new([2; 32]).digest("a", &[b"xyz"]),
        ];
        for (index, digest) in digests.iter().enumerate() {
            assert!(!digests[..index].contains(digest));
        }
        assert_eq!(digests[2], Secret::new([1; 32]).digest("a", &[b"xyz"]));
    }
}
