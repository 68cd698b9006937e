//! AES-CBC encryption (NIST SP 800-38A §6.2) of one text, and of many at a time.

use core::{mem, ops::Range};

use cbc::cipher::{
    Array, BlockCipherEncBackend, BlockCipherEncClosure, BlockSizeUser, ParBlocks, consts::U16, typenum::Unsigned,
};
use zeroize::Zeroize as _;

use crate::cipher::BLOCK;

/// One text. `cbc::Encryptor` stores each block twice and waits for the second one to be read back.
pub(crate) struct Chain<'a> {
    /// The initialization vector; afterwards the last block.
    pub(crate) iv: &'a mut [u8; BLOCK],
    pub(crate) blocks: &'a mut [[u8; BLOCK]],
}

impl BlockSizeUser for Chain<'_> {
    type BlockSize = U16;
}

impl BlockCipherEncClosure for Chain<'_> {
    #[inline(always)]
    fn call<B: BlockCipherEncBackend<BlockSize = U16>>(self, backend: &B) {
        let mut last = *self.iv;
        for block in self.blocks {
            last = encrypt(backend, mix(last, block));
            *block = last;
        }
        *self.iv = last;
    }
}

/// The last block of a text that is encrypted and otherwise forgotten: CBC-MAC.
pub(crate) struct Mac<'a> {
    /// All zeros; afterwards the last block.
    pub(crate) mac: &'a mut [u8; BLOCK],
    pub(crate) blocks: &'a [[u8; BLOCK]],
    /// The blocks after them.
    pub(crate) end: &'a [[u8; BLOCK]],
}

impl BlockSizeUser for Mac<'_> {
    type BlockSize = U16;
}

impl BlockCipherEncClosure for Mac<'_> {
    #[inline(always)]
    fn call<B: BlockCipherEncBackend<BlockSize = U16>>(self, backend: &B) {
        let blocks = self.blocks.iter().chain(self.end);
        *self.mac = blocks.fold(*self.mac, |last, block| encrypt(backend, mix(last, block)));
    }
}

/// Many texts, one after the other in `blocks`.
///
/// A block waits for the one before it in its text, but a CPU encrypts blocks of different texts at the same time. Each
/// lane has one text, and takes the next one when it has come to the end.
pub(crate) struct Chains<'a> {
    pub(crate) iv: &'a [u8; BLOCK],
    pub(crate) blocks: &'a mut [[u8; BLOCK]],
    /// Where each text ends; one that ends where it starts has no blocks.
    pub(crate) ends: &'a [usize],
}

impl BlockSizeUser for Chains<'_> {
    type BlockSize = U16;
}

impl BlockCipherEncClosure for Chains<'_> {
    #[inline(always)]
    fn call<B: BlockCipherEncBackend<BlockSize = U16>>(self, backend: &B) {
        let Self { iv, blocks, ends } = self;
        let mut texts = texts(ends);
        let mut lanes: Array<Range<usize>, B::ParBlocksSize> = Array::default();
        let mut last: ParBlocks<B> = Array::from_fn(|_| Array(*iv));
        // The lanes in use are the first ones.
        let mut used = 0;
        for (lane, text) in lanes.iter_mut().zip(&mut texts) {
            *lane = text;
            used += 1;
        }
        while used > 0 {
            for (last, lane) in last.iter_mut().zip(&lanes).take(used) {
                last.0 = mix(last.0, &blocks[lane.start]);
            }
            encrypt_first(backend, &mut last, used);
            let mut index = 0;
            while index < used {
                let lane = &mut lanes[index];
                blocks[lane.start] = last[index].0;
                lane.start += 1;
                if lane.start < lane.end {
                    index += 1;
                } else if let Some(text) = texts.next() {
                    *lane = text;
                    last[index] = Array(*iv);
                    index += 1;
                } else {
                    used -= 1;
                    lanes.swap(index, used);
                    last.swap(index, used);
                }
            }
        }
        Array::slice_as_flattened_mut(&mut last).zeroize();
    }
}

/// The texts that have blocks.
fn texts(ends: &[usize]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    ends.iter().map(move |&end| mem::replace(&mut start, end)..end).filter(|text| !text.is_empty())
}

/// Encrypts the first blocks; the others may change.
#[inline(always)]
fn encrypt_first<B: BlockCipherEncBackend<BlockSize = U16>>(backend: &B, blocks: &mut ParBlocks<B>, used: usize) {
    // All lanes at once take as long as a few single blocks.
    if used * 4 > B::ParBlocksSize::USIZE {
        backend.encrypt_par_blocks_inplace(blocks);
    } else {
        blocks.iter_mut().take(used).for_each(|block| backend.encrypt_block_inplace(block));
    }
}

#[inline(always)]
fn encrypt<B: BlockCipherEncBackend<BlockSize = U16>>(backend: &B, block: [u8; BLOCK]) -> [u8; BLOCK] {
    let mut block = Array(block);
    backend.encrypt_block_inplace(&mut block);
    block.0
}

#[inline(always)]
pub(crate) fn mix(mut block: [u8; BLOCK], other: &[u8; BLOCK]) -> [u8; BLOCK] {
    block.iter_mut().zip(other).for_each(|(byte, other)| *byte ^= other);
    block
}
