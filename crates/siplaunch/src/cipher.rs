//! AES-CBC (NIST SP 800-38A §6.2) over the three key sizes.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::{
    Array, BlockCipherDecrypt, BlockCipherEncBackend, BlockCipherEncClosure, BlockCipherEncrypt, BlockModeDecrypt,
    BlockSizeUser, InnerIvInit, KeyInit, block_padding::Pkcs7, consts::U16,
};

use crate::{Error, kept::Kept};

/// The number of bytes in an AES block, 16.
pub(crate) const BLOCK: usize = 16;

/// Expanded keys for both directions; wiped on drop by `aes`.
// Each is kept on its own: an enum of them would have stale memory behind the shorter ones, which nobody wipes.
#[derive(Clone)]
pub(crate) enum Cipher {
    Aes128(Kept<Aes128>),
    Aes192(Kept<Aes192>),
    Aes256(Kept<Aes256>),
}

impl Cipher {
    pub(crate) fn new(key: &[u8]) -> Result<Self, Error> {
        match key.len() {
            16 => expand(key).map(Self::Aes128),
            24 => expand(key).map(Self::Aes192),
            _ => expand(key).map(Self::Aes256),
        }
    }

    /// Encrypts whole blocks in place and moves `iv` on, so that the next call goes on where this one stopped.
    pub(crate) fn encrypt_blocks(&self, iv: &mut [u8; BLOCK], blocks: &mut [u8]) {
        match self {
            Self::Aes128(cipher) => encrypt_blocks(&**cipher, iv, blocks),
            Self::Aes192(cipher) => encrypt_blocks(&**cipher, iv, blocks),
            Self::Aes256(cipher) => encrypt_blocks(&**cipher, iv, blocks),
        }
    }

    /// Decrypts in place and takes the PKCS#7 padding off.
    pub(crate) fn decrypt_padded<'a>(&self, iv: &[u8; BLOCK], data: &'a mut [u8]) -> Option<&'a [u8]> {
        match self {
            Self::Aes128(cipher) => decrypt_padded(&**cipher, iv, data),
            Self::Aes192(cipher) => decrypt_padded(&**cipher, iv, data),
            Self::Aes256(cipher) => decrypt_padded(&**cipher, iv, data),
        }
    }
}

fn expand<C: KeyInit>(key: &[u8]) -> Result<Kept<C>, Error> {
    Kept::new(|| C::new_from_slice(key).map_err(|_| Error::KeyLength))
}

fn encrypt_blocks<C: BlockCipherEncrypt<BlockSize = U16>>(cipher: &C, iv: &mut [u8; BLOCK], blocks: &mut [u8]) {
    cipher.encrypt_with_backend(Chain { iv, blocks: blocks.as_chunks_mut().0 });
}

/// The blocks of one text. `cbc::Encryptor` would store each block twice and wait for it to be read back.
struct Chain<'a> {
    iv: &'a mut [u8; BLOCK],
    blocks: &'a mut [[u8; BLOCK]],
}

impl BlockSizeUser for Chain<'_> {
    type BlockSize = U16;
}

impl BlockCipherEncClosure for Chain<'_> {
    #[inline(always)]
    fn call<B: BlockCipherEncBackend<BlockSize = U16>>(self, backend: &B) {
        let mut last = Array(*self.iv);
        for block in self.blocks {
            last = mix(last, block);
            backend.encrypt_block_inplace(&mut last);
            *block = last.0;
        }
        *self.iv = last.0;
    }
}

#[inline(always)]
fn mix(mut last: Array<u8, U16>, block: &[u8; BLOCK]) -> Array<u8, U16> {
    for (last, byte) in last.0.iter_mut().zip(block) {
        *last ^= byte;
    }
    last
}

fn decrypt_padded<'a, C: BlockCipherDecrypt<BlockSize = U16>>(
    cipher: &C,
    iv: &[u8; BLOCK],
    data: &'a mut [u8],
) -> Option<&'a [u8]> {
    cbc::Decryptor::inner_iv_init(cipher, iv.into()).decrypt_padded::<Pkcs7>(data).ok()
}
