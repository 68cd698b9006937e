//! The codec seen as a cipher: bytes in, bytes out.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use siplaunch::{Brand, BrandParts, Error};

pub(crate) fn brand(key: &[u8], iv: &[u8]) -> Brand {
    Brand::new(BrandParts { key, iv, scheme: "test" }).expect("a good brand")
}

pub(crate) fn encrypt(brand: &Brand, plaintext: &[u8]) -> Vec<u8> {
    let token = brand.raw_token(plaintext);
    let mut text = vec![0; token.len()];
    BASE64_STANDARD.decode(token.write_into(&mut text).expect("enough room")).expect("canonical Base64")
}

pub(crate) fn decrypt(brand: &Brand, ciphertext: &[u8]) -> Result<Vec<u8>, Error> {
    let token = BASE64_STANDARD.encode(ciphertext);
    let mut space = vec![0; token.len()];
    brand.decode_into(&token, &mut space).map(<[u8]>::to_vec)
}
