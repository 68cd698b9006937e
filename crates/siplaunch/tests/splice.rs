//! Tokens put together from the blocks of another one, without the key.
#![cfg(test)]
#![cfg(feature = "alloc")]

use siplaunch::{Brand, Error};

/// The handbook's token with a block put in that sends its user to another server.
const SPLICED: &str = "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVJc2gMgz3t/AWzQ0DV4fq4X4WPdB6/1B0sj9a/9VoEJUrbI2QFmPET15p9eSStB+Zh167TU+q5Lk/jTOFSrwx+O";

#[test]
fn a_token_spliced_without_the_key_is_no_credentials() {
    let brand = Brand::sip_phone();
    let plaintext = brand.decode(SPLICED).expect("good padding");
    assert!(plaintext.starts_with(b"username=testuser&server=example"));
    assert!(plaintext.ends_with(b"&server=evil-sip.org&password=testpass"));
    assert_eq!(brand.decode_credentials(SPLICED).err(), Some(Error::Plaintext));
}
