//! Buffers of every size: all of the text, or an error and an untouched buffer.

use proptest::prelude::*;
use siplaunch::{Error, Portal, parse_launch_link_into};

use crate::strategies;

const FRESH: u8 = 0xA5;

/// Tries each size up to more than are needed, where writing may take another path.
fn check_sizes(
    needed: usize,
    text: &str,
    write: impl Fn(&mut [u8]) -> Result<&str, Error>,
) -> Result<(), TestCaseError> {
    for size in 0..needed {
        let mut buffer = vec![FRESH; size];
        prop_assert_eq!(write(&mut buffer), Err(Error::BufferTooSmall), "{} bytes", size);
        prop_assert!(buffer.iter().all(|&b| b == FRESH), "{} bytes were written to", size);
    }
    for size in (needed..needed + 40).chain((needed..needed * 3 + 99).step_by(37)) {
        let mut buffer = vec![FRESH; size];
        prop_assert_eq!(write(&mut buffer), Ok(text), "{} bytes", size);
        prop_assert!(buffer.starts_with(text.as_bytes()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn tokens(brand in strategies::brand(), plaintext in strategies::bytes(0..250)) {
        let token = brand.raw_token(&plaintext);
        check_sizes(token.len(), &token.to_string(), |out| token.write_into(out))?;
        let escaped = token.escaped();
        check_sizes(escaped.len(), &escaped.to_string(), |out| escaped.write_into(out))?;
    }

    #[test]
    fn links(brand in strategies::brand(), plaintext in strategies::bytes(0..250)) {
        let token = brand.raw_token(&plaintext);
        let portal = Portal::new("https://example.org?a=%20").expect("a good base");
        let intent = brand.scheme().intent_link(token, "org.example.phone", Some("https://example.org/?a=b#c"));
        for link in [brand.scheme().app_link(token), portal.link(token), intent.expect("a good intent")] {
            check_sizes(link.len(), &link.to_string(), |out| link.write_into(out))?;
        }
    }

    /// Decoding works in the buffer, so it needs room for the padding too.
    #[test]
    fn decoding(brand in strategies::brand(), plaintext in strategies::bytes(0..250)) {
        let token = String::from(brand.raw_token(&plaintext));
        let needed = token.len() / 4 * 3;
        for size in 0..needed + 20 {
            let mut buffer = vec![FRESH; size];
            let decoded = brand.decode_into(&token, &mut buffer);
            if size < needed {
                prop_assert_eq!(decoded, Err(Error::BufferTooSmall), "{} bytes", size);
                prop_assert!(buffer.iter().all(|&b| b == FRESH), "{} bytes were written to", size);
            } else {
                prop_assert_eq!(decoded, Ok(&*plaintext), "{} bytes", size);
            }
        }
    }

    /// Whatever the text is, a buffer of its length suffices.
    #[test]
    fn decoding_anything(brand in strategies::brand(), text in ".{0,12}") {
        let mut buffer = vec![FRESH; text.len()];
        prop_assert_ne!(brand.decode_into(&text, &mut buffer), Err(Error::BufferTooSmall));
    }

    #[test]
    fn parsing_launch_links(token in strategies::token()) {
        let escaped = token.replace('+', "%2b").replace('/', "%2F").replace('=', "%3D");
        let link = format!("https://example.org/?c={escaped}#top");
        for size in 0..link.len() {
            let mut buffer = vec![FRESH; size];
            let expected = if size < token.len() { Err(Error::BufferTooSmall) } else { Ok(&*token) };
            prop_assert_eq!(parse_launch_link_into(&link, "c", &mut buffer), expected, "{} bytes", size);
        }
    }

    /// What was being decoded may be a password.
    #[test]
    fn a_token_of_another_brand_leaves_nothing_behind(
        brand in strategies::brand(),
        other in strategies::brand(),
        plaintext in strategies::bytes(0..250),
    ) {
        let token = String::from(other.raw_token(&plaintext));
        let mut buffer = vec![FRESH; token.len() / 4 * 3];
        let failed = brand.decode_into(&token, &mut buffer).is_err();
        prop_assume!(failed);
        prop_assert!(buffer.iter().all(|&b| b == 0));
    }
}
