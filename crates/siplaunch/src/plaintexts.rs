//! The working space of a batch of tokens.

use core::{convert::Infallible, mem};

use zeroize::Zeroize as _;

use crate::{Brand, Credentials, cipher::BLOCK, writer::copy};

const BLOCKS: usize = 512;

/// The most rows whose plaintexts [`Plaintexts`] takes.
const ROWS: usize = 128;

/// Plaintexts of some rows, encrypted together; wiped when dropped.
pub(crate) struct Plaintexts {
    // The last one is for the padding, which is written as a whole block.
    blocks: [[u8; BLOCK]; BLOCKS + 1],
    /// The blocks before the end of each plaintext.
    ends: [usize; ROWS],
    rows: usize,
}

impl Plaintexts {
    pub(crate) const fn new() -> Self {
        Self { blocks: [[0; BLOCK]; BLOCKS + 1], ends: [0; ROWS], rows: 0 }
    }

    /// Takes the plaintext of a row, or nothing for a bad row. Returns whether there was room.
    #[inline]
    pub(crate) fn push(&mut self, row: Option<&Credentials<'_>>) -> bool {
        let start = self.used();
        let end = row.map_or(start, |row| start + row.plaintext_len() / BLOCK + 1);
        let has_room = end <= BLOCKS && self.rows < ROWS;
        if has_room {
            if let Some(row) = row {
                write_padded(row, self.blocks[start..=end].as_flattened_mut());
            }
            self.ends[self.rows] = end;
            self.rows += 1;
        }
        has_room
    }

    fn used(&self) -> usize {
        self.rows.checked_sub(1).map_or(0, |last| self.ends[last])
    }

    /// Encrypts all, passes the ciphertext of each row to `write`, and forgets them.
    pub(crate) fn encrypt<E>(&mut self, brand: &Brand, mut write: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let ends = &self.ends[..self.rows];
        brand.cipher.encrypt_texts(&brand.iv, &mut self.blocks, ends);
        let mut start = 0;
        ends.iter().try_for_each(|&end| write(self.blocks[mem::replace(&mut start, end)..end].as_flattened()))?;
        self.wipe();
        Ok(())
    }

    fn wipe(&mut self) {
        let used = self.used();
        // One more for the rest of the padding.
        self.blocks[..=used].as_flattened_mut().zeroize();
        self.rows = 0;
    }
}

impl Drop for Plaintexts {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// Changes up to a block after the padding.
#[inline]
fn write_padded(row: &Credentials<'_>, out: &mut [u8]) {
    let mut len = 0;
    let Ok(()) = row.plaintext(|piece| {
        copy(piece, &mut out[len..len + piece.len()]);
        len += piece.len();
        Ok::<_, Infallible>(())
    });
    // PKCS#7 (RFC 5652 §6.3): 1 to 16 bytes, each of them their number.
    #[expect(clippy::cast_possible_truncation, reason = "at most 16")]
    out[len..len + BLOCK].fill((BLOCK - len % BLOCK) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_of_what_was_encrypted() {
        let row = Credentials { username: "testuser", server: "example.org", password: "testpass" };
        let mut plaintexts = Plaintexts::new();
        while plaintexts.push(Some(&row)) {}
        assert!(plaintexts.blocks[..plaintexts.used()].iter().all(|block| *block != [0; BLOCK]));
        let mut rows = 0;
        let Ok(()) = plaintexts.encrypt(&Brand::sip_phone(), |ciphertext| {
            assert_eq!(ciphertext.len(), 64);
            rows += 1;
            Ok::<_, Infallible>(())
        });
        assert_eq!((rows, plaintexts.rows), (ROWS, 0));
        assert!(plaintexts.blocks.as_flattened().iter().all(|byte| *byte == 0));
    }
}
