//! Good credentials survive the way through a token; no others get in or out.

use proptest::{char::range, prelude::*, sample::Index};
use siplaunch::{Brand, Credentials, Error, OwnedCredentials};

use crate::strategies;

const CHARACTER_ERRORS: [Error; 3] = [Error::UsernameCharacter, Error::ServerCharacter, Error::PasswordCharacter];
const EMPTY_ERRORS: [Error; 3] = [Error::UsernameEmpty, Error::ServerEmpty, Error::PasswordEmpty];

fn credentials(fields: &[String; 3]) -> Credentials<'_> {
    let [username, server, password] = fields;
    Credentials { username, server, password }
}

fn texts(owned: &OwnedCredentials) -> [String; 3] {
    let Credentials { username, server, password } = owned.as_credentials();
    [username, server, password].map(str::to_owned)
}

fn plaintext([username, server, password]: &[String; 3]) -> String {
    format!("username={username}&server={server}&password={password}")
}

fn fields() -> impl Strategy<Value = [String; 3]> {
    [strategies::field(), strategies::field(), strategies::field()]
}

fn forbidden() -> impl Strategy<Value = char> {
    prop_oneof![Just('&'), range('\0', '\x1F'), Just('\x7F')]
}

fn insert(text: &mut String, at: Index, c: char) {
    let places: Vec<_> = text.char_indices().map(|(place, _)| place).chain([text.len()]).collect();
    text.insert(*at.get(&places), c);
}

proptest! {
    #[test]
    fn good_credentials_come_back(brand in strategies::brand(), fields in fields()) {
        let token = String::from(brand.token(credentials(&fields)).expect("good fields"));
        prop_assert_eq!(&token, &brand.raw_token(plaintext(&fields).as_bytes()).to_string());
        prop_assert_eq!(texts(&brand.decode_credentials(&token).expect("three good fields")), fields);
    }

    #[test]
    fn a_forbidden_character_anywhere_is_refused(mut fields in fields(), which in 0..3_usize, at: Index, c in forbidden()) {
        insert(&mut fields[which], at, c);
        let brand = Brand::sip_phone();
        prop_assert_eq!(brand.token(credentials(&fields)).err(), Some(CHARACTER_ERRORS[which]));
        let token = String::from(brand.raw_token(plaintext(&fields).as_bytes()));
        prop_assert_eq!(brand.decode_credentials(&token).err(), Some(Error::Plaintext));
    }

    #[test]
    fn an_empty_field_is_refused(mut fields in fields(), which in 0..3_usize) {
        fields[which].clear();
        let brand = Brand::sip_phone();
        prop_assert_eq!(brand.token(credentials(&fields)).err(), Some(EMPTY_ERRORS[which]));
        let token = String::from(brand.raw_token(plaintext(&fields).as_bytes()));
        prop_assert_eq!(brand.decode_credentials(&token).err(), Some(Error::Plaintext));
    }

    /// Credentials that were read give the same bytes again.
    #[test]
    fn whatever_reads_as_credentials_is_nothing_else(bytes in near_plaintext()) {
        if let Ok(read) = Credentials::from_plaintext(&bytes) {
            prop_assert_eq!(read.check(), Ok(()));
            let Credentials { username, server, password } = read;
            let again = plaintext(&[username, server, password].map(str::to_owned));
            prop_assert_eq!(again.into_bytes(), bytes);
        }
    }

    #[test]
    fn ambiguities_are_exactly_what_is_there(fields in fields()) {
        let found: Vec<_> = credentials(&fields).ambiguities().map(|(field, c)| (field.as_str(), c)).collect();
        for (name, text) in ["username", "server", "password"].into_iter().zip(&fields) {
            for c in ['=', '%', '+'] {
                prop_assert_eq!(found.contains(&(name, c)), text.contains(c));
            }
        }
        prop_assert!(found.iter().all(|(_, c)| "=%+".contains(*c)));
    }
}

/// A plaintext, often with some bytes changed, a piece doubled, or two pieces swapped.
fn near_plaintext() -> impl Strategy<Value = Vec<u8>> {
    let good = fields().prop_map(|fields| plaintext(&fields).into_bytes());
    let changed = (good, any::<Index>(), strategies::bytes(0..3), 0..3_usize).prop_map(|(mut bytes, at, new, len)| {
        let start = at.index(bytes.len());
        let end = (start + len).min(bytes.len());
        bytes.splice(start..end, new);
        bytes
    });
    let piece = prop_oneof!["username=[a-c=&]{0,3}", "server=[a-c=&]{0,3}", "password=[a-c=&]{0,3}", "[a-c]{0,3}"];
    let pieces = prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.join("&").into_bytes());
    prop_oneof![2 => changed, 2 => pieces, 1 => strategies::bytes(0..60)]
}
