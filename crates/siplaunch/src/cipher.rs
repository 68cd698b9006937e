//! AES-CBC (NIST SP 800-38A §6.2) over the three key sizes.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::{
    BlockCipherDecrypt, BlockCipherEncClosure, BlockCipherEncrypt, BlockModeDecrypt, InnerIvInit, KeyInit,
    block_padding::Pkcs7, consts::U16,
};

use crate::{
    Error,
    chain::{Chain, Chains},
    kept::Kept,
};

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
        self.encrypt(Chain { iv, blocks: blocks.as_chunks_mut().0 });
    }

    /// Encrypts many texts of whole blocks in place, each of them from `iv` on. `ends` has where each one ends in `blocks`.
    pub(crate) fn encrypt_texts(&self, iv: &[u8; BLOCK], blocks: &mut [[u8; BLOCK]], ends: &[usize]) {
        self.encrypt(Chains { iv, blocks, ends });
    }

    fn encrypt(&self, chains: impl BlockCipherEncClosure<BlockSize = U16>) {
        match self {
            Self::Aes128(cipher) => cipher.encrypt_with_backend(chains),
            Self::Aes192(cipher) => cipher.encrypt_with_backend(chains),
            Self::Aes256(cipher) => cipher.encrypt_with_backend(chains),
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

fn decrypt_padded<'a, C: BlockCipherDecrypt<BlockSize = U16>>(
    cipher: &C,
    iv: &[u8; BLOCK],
    data: &'a mut [u8],
) -> Option<&'a [u8]> {
    cbc::Decryptor::inner_iv_init(cipher, iv.into()).decrypt_padded::<Pkcs7>(data).ok()
}
