//! Strategies that several properties share: a brand, bytes, a token, a field.

use std::ops::Range;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use proptest::{array::uniform16, collection::vec, prelude::*, sample::select};
use siplaunch::{Brand, BrandParts};

pub(crate) fn brand() -> impl Strategy<Value = Brand> {
    let key = select(vec![16, 24, 32]).prop_flat_map(|len| vec(any::<u8>(), len));
    (key, uniform16(any::<u8>())).prop_map(|(key, iv)| {
        Brand::new(BrandParts { key: &key, iv: &iv, scheme: "acme-phone" }).expect("a good brand")
    })
}

pub(crate) fn bytes(len: Range<usize>) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), len)
}

/// The canonical Base64 of one to twelve blocks; with `+` and `/` in it more often than by chance.
pub(crate) fn token() -> impl Strategy<Value = String> {
    let block = prop_oneof![3 => uniform16(any::<u8>()), 1 => Just([0xFB; 16]), 1 => Just([0xFF; 16])];
    vec(block, 1..12).prop_map(|blocks| BASE64_STANDARD.encode(blocks.concat()))
}

/// A good field: anything but `&` and control characters.
pub(crate) fn field() -> impl Strategy<Value = String> {
    "[^&\\x00-\\x1F\\x7F]{1,60}"
}
