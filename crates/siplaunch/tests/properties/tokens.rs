//! Encoding and decoding are inverses, and lengths are what was promised.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use proptest::prelude::*;
use siplaunch::{Error, Token, token_len};

use crate::strategies;

proptest! {
    #[test]
    fn decoding_undoes_encoding(brand in strategies::brand(), plaintext in strategies::bytes(0..400)) {
        let token = String::from(brand.raw_token(&plaintext));
        let decoded = brand.decode(&token).expect("a token of this brand");
        prop_assert_eq!(&*decoded, &plaintext);
    }

    #[test]
    fn lengths_are_as_promised(brand in strategies::brand(), plaintext in strategies::bytes(0..400)) {
        let token = brand.raw_token(&plaintext);
        let text = token.to_string();
        prop_assert_eq!(token.len(), text.len());
        prop_assert_eq!(token_len(plaintext.len()), text.len());
        prop_assert_eq!(token.escaped().len(), token.escaped().to_string().len());
    }

    #[test]
    fn tokens_parse_to_themselves(token in strategies::token()) {
        let parsed = Token::parse(&token).expect("canonical");
        prop_assert_eq!(parsed.len(), token.len());
        prop_assert_eq!(String::from(parsed), token);
    }

    #[test]
    fn only_canonical_base64_of_blocks_parses(text in near_token()) {
        let error = (!is_canonical_base64_of_blocks(&text)).then_some(Error::Token);
        prop_assert_eq!(Token::parse(&text).err(), error);
    }

    #[test]
    fn what_does_not_parse_does_not_decode(brand in strategies::brand(), text in near_token()) {
        if Token::parse(&text).is_err() {
            prop_assert_eq!(brand.decode(&text).err(), Some(Error::Token));
        }
    }

    /// Escaped by hand, byte for byte.
    #[test]
    fn escaping_is_upper_case_and_of_reserved_characters_only(token in strategies::token()) {
        let expected = token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        prop_assert_eq!(Token::parse(&token).expect("canonical").escaped().to_string(), expected);
    }

    #[test]
    fn made_and_parsed_tokens_escape_alike(brand in strategies::brand(), plaintext in strategies::bytes(0..400)) {
        let made = brand.raw_token(&plaintext);
        let text = made.to_string();
        let parsed = Token::parse(&text).expect("canonical");
        prop_assert_eq!(made.escaped().to_string(), parsed.escaped().to_string());
    }
}

/// Unused bits must be zero, or one token would have many spellings.
#[test]
fn each_last_character_is_taken_or_refused_rightly() {
    for last in '\0'..='\u{ff}' {
        for (before, after) in [(21, "=="), (42, "="), (63, "")] {
            let text = format!("{}{last}{after}", "A".repeat(before));
            assert_eq!(Token::parse(&text).is_ok(), is_canonical_base64_of_blocks(&text), "{text}");
        }
    }
}

/// The strict engine of `base64` decides which text is canonical.
fn is_canonical_base64_of_blocks(text: &str) -> bool {
    let bytes = BASE64_STANDARD.decode(text).unwrap_or_default();
    !bytes.is_empty() && bytes.len().is_multiple_of(16)
}

/// A token, often with one character changed, added or taken away; a text of the alphabet else.
fn near_token() -> impl Strategy<Value = String> {
    let changed = (strategies::token(), any::<prop::sample::Index>(), "[A-Za-z0-9+/= _.%-]{0,2}", 0..3_usize).prop_map(
        |(mut token, at, new, len)| {
            let start = at.index(token.len());
            let end = (start + len).min(token.len());
            token.replace_range(start..end, &new);
            token
        },
    );
    prop_oneof![1 => strategies::token(), 4 => changed, 2 => "[A-Za-z0-9+/=]{0,66}", 1 => "[A-Za-z0-9+/]{0,4}={0,4}"]
}
