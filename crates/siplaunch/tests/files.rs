//! Brand files and key files: what is refused, and that nothing of it is repeated.
#![cfg(test)]
#![cfg(feature = "toml")]

use siplaunch::{Brand, BrandEntries, Error, FileError, KeyRing};

#[test]
fn a_brand_is_the_same_from_text_and_from_hex() {
    let token = |brand: &Brand| String::from(brand.raw_token(b"x"));
    let text = Brand::from_toml("key = \"iBmTdavJ8joPW3HO\"\niv = \"tww21lQe6cmywrp3\"").expect("a good brand");
    let entries = BrandEntries {
        key_hex: Some("69426d546461764a386a6f505733484F"),
        iv_hex: Some("747777323165516536636d7977727033"),
        ..BrandEntries::default()
    };
    let hex = Brand::from_entries(entries).expect("a good brand");
    assert_eq!(text.scheme().as_str(), "sipphone");
    assert!(text.uses_published_key() && hex.uses_published_key());
    assert_eq!(token(&text), token(&Brand::sip_phone()));
    assert_ne!(token(&hex), token(&text), "another iv");
}

#[test]
fn bad_files_are_told_by_line_or_by_cause() {
    let at = |line| FileError { line: Some(line), error: Error::BrandEntries };
    let good = "key = \"0123456789abcdef\"\niv = \"0123456789abcdef\"\n";
    for (text, error) in [
        ("", Error::BrandEntries.into()),
        ("key = 12345", at(1)),
        (&format!("{good}secret = \"x\""), at(3)),
        (&format!("{good}key_hex = \"00\""), Error::BrandEntries.into()),
        (&format!("{good}scheme = \"a b\""), Error::Scheme.into()),
        ("key_hex = \"zz\"\niv = \"0123456789abcdef\"", Error::BrandEntries.into()),
        ("key = \"short\"\niv = \"0123456789abcdef\"", Error::KeyLength.into()),
    ] {
        assert_eq!(Brand::from_toml(text).err(), Some(error), "{text}");
    }
    let hex = "5e".repeat(32);
    for (text, error) in [
        (String::new(), FileError { line: Some(1), error: Error::KeyEntries }),
        (format!("current = 0\n[keys]\n0 = {hex}"), FileError { line: Some(3), error: Error::KeyEntries }),
        (format!("current = 0\n[keys]\n4 = \"{hex}\""), Error::SealingKey.into()),
        (format!("current = 0\n[keys]\n0 = \"{hex}5e\""), Error::SealingKey.into()),
        (format!("current = 1\n[keys]\n0 = \"{hex}\""), Error::CurrentKey.into()),
    ] {
        let refused = KeyRing::from_toml(&text).expect_err(&text);
        assert_eq!(refused, error, "{text}");
        assert!(!refused.to_string().contains("5e5e"));
    }
}
