//! Brand files and key files: bad ones are refused, and errors repeat nothing of them.
#![cfg(test)]
#![cfg(feature = "toml")]

use siplaunch::{Brand, BrandEntries, Credentials, Error, FileError, KeyRing, Seal, mode_warning};

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
    assert_ne!(token(&hex), token(&text), "another IV");
}

#[test]
fn bad_files_are_refused_with_line_or_cause() {
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

#[test]
fn whatever_toml_says_the_same_way_is_the_same() {
    let brand = |text: &str| Brand::from_toml(text).map(|brand| brand.raw_token(b"x").to_string());
    let plain = brand("key = \"0123456789abcdef\"\niv = \"fedcba9876543210\"").expect("good");
    for text in [
        "iv = 'fedcba9876543210' # comment\r\n\r\nkey = '0123456789abcdef'\r\n",
        "\"key\" = \"\"\"\n01234\\u00356789\\\n   abcdef\"\"\"\n'iv' = '''\nfedcba9876543210'''",
        "\"k\\u0065y\" = \"\\x30123456789abcdef\"\niv_hex = \"66656463626139383736353433323130\"",
    ] {
        assert_eq!(brand(text).as_ref(), Ok(&plain), "{text}");
    }
    let sealed = |text: &str| {
        let credentials = Credentials { username: "a", server: "b", password: "c" };
        let keys = KeyRing::from_toml(text)?;
        Ok::<_, FileError>(keys.seal(credentials, Seal { expires: 1, context: b"" })?.to_string())
    };
    let hex = "5e".repeat(32);
    let plain = sealed(&format!("current = 2\n[keys]\n2 = \"{hex}\"")).expect("good");
    for text in [
        format!("keys.2 = '{hex}'\nkeys.0 = '{hex}'\ncurrent = 0x2"),
        format!("keys = {{ 2 = '{hex}', \"0\" = '{hex}' }}\ncurrent = +2"),
        format!("current = 0b10\n[ keys ]\n'2' = '{hex}'"),
    ] {
        assert_eq!(sealed(&text).as_ref(), Ok(&plain), "{text}");
    }
}

#[test]
fn whatever_is_no_such_file_is_refused_with_its_line() {
    let good = "key = \"0123456789abcdef\"\niv = \"0123456789abcdef\"";
    let deep = format!("{good}\nx = {}", "{a=".repeat(100_000));
    for (line, text) in [
        (2, "# comment\nkey = \"0123456789abcdef"),
        (2, "key = '''0123456789\nabcdef"),
        (2, "\nkey = \"0123\\q56789abcdef\""),
        (2, "\nkey = 0123456789abcdef"),
        (2, "\nkey = true"),
        (2, "\nkey = [\"0123456789abcdef\"]"),
        (2, "\nkey = { a = \"0123456789abcdef\" }"),
        (2, "\nkey.a = \"0123456789abcdef\""),
        (2, "\nkey : \"0123456789abcdef\""),
        (3, &format!("{good}\nkey = \"0123456789abcdef\"")),
        (3, &format!("{good}\n[table]")),
        (3, &format!("{good}\n[[table]]")),
        (3, &format!("{good}\ntable = {{}}")),
        (3, &format!("{good}\n# \u{1}")),
        (3, &deep),
    ] {
        let error = FileError { line: Some(line), error: Error::BrandEntries };
        assert_eq!(Brand::from_toml(text).err(), Some(error), "{text:.100}");
    }
    let hex = "5e".repeat(32);
    let good = format!("current = 0\n[keys]\n0 = \"{hex}\"");
    for (line, text) in [
        (1, format!("[keys]\n0 = \"{hex}\"")),
        (1, format!("current = -1\n[keys]\n0 = \"{hex}\"")),
        (1, format!("current = 256\n[keys]\n0 = \"{hex}\"")),
        (1, format!("current = \"0\"\n[keys]\n0 = \"{hex}\"")),
        (4, format!("{good}\ncurrent = 0")),
        (4, format!("{good}\n0 = \"{hex}\"")),
        (4, format!("{good}\n[keys]\n1 = \"{hex}\"")),
        (4, format!("{good}\n[keys.1]")),
        (4, format!("{good}\n1.2 = \"{hex}\"")),
        (2, format!("current = 0\nkeys = \"{hex}\"")),
        (2, format!("current = 0\nkeys = [\"{hex}\"]")),
        (2, format!("current = 0\n0 = \"{hex}\"")),
    ] {
        let error = FileError { line: Some(line), error: Error::KeyEntries };
        assert_eq!(KeyRing::from_toml(&text).err(), Some(error), "{text}");
    }
}

#[test]
fn modes_that_strangers_can_read_or_write_are_warned_of() {
    for mode in [0o600, 0o640, 0o400, 0o440, 0o000, 0o100_640, 0o4600] {
        assert_eq!(mode_warning(mode), None, "{mode:o}");
    }
    for bit in [0o100, 0o020, 0o010, 0o004, 0o002, 0o001] {
        assert!(mode_warning(0o600 | bit).is_some() && mode_warning(bit).is_some(), "{bit:o}");
    }
}

#[test]
fn a_refusal_is_shown_with_its_line_if_that_is_known() {
    let shown = |text: &str| Brand::from_toml(text).expect_err("a bad file").to_string();
    assert_eq!(shown("\n\nkey = 5"), format!("line 3: {}", Error::BrandEntries));
    assert_eq!(shown(""), Error::BrandEntries.to_string());
    // Text is ASCII, or its length in bytes would not be the visible one.
    for text in
        ["key = \"ä23456789abcdef\"\niv = \"0123456789abcdef\"", "key = \"0123456789abcdef\"\niv = \"ä23456789abcdef\""]
    {
        assert_eq!(shown(text), Error::BrandEntries.to_string());
    }
}
