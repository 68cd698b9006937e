//! Sealed links: cases made with another library, and what must not open.

use siplaunch::{Credentials, Error, KeyRing, Seal, SealedLink, SealingKey, sealed_len};

#[derive(serde::Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    key_id: u8,
    key_hex: String,
    context: String,
    expires: u64,
    username: String,
    server: String,
    password: String,
    token: String,
}

impl Case {
    fn keys(&self) -> KeyRing {
        let key: Vec<u8> =
            (0..64).step_by(2).map(|i| u8::from_str_radix(&self.key_hex[i..i + 2], 16).unwrap()).collect();
        KeyRing::new(&[SealingKey { id: self.key_id, key: &key }], self.key_id).unwrap()
    }

    fn credentials(&self) -> Credentials<'_> {
        Credentials { username: &self.username, server: &self.server, password: &self.password }
    }
}

#[test]
fn vectors() {
    let Vectors { cases } = serde_json::from_str(include_str!("../../../tests/vectors/sealed.json")).unwrap();
    assert_eq!(cases.len(), 36);
    for case in cases {
        let context = case.context.as_bytes();
        let seal = Seal { expires: case.expires, context };
        let sealed = case.keys().seal(case.credentials(), seal).unwrap();
        assert_eq!(*sealed, case.token);
        assert_eq!(sealed.len(), sealed_len(case.username.len() + case.server.len() + case.password.len()));
        assert!(SealedLink::parse(&sealed).is_ok());
        let opened = case.keys().open(&sealed, case.expires - 1, context).unwrap();
        let credentials = opened.credentials.as_credentials();
        assert_eq!(
            (credentials.username, credentials.server, credentials.password, opened.expires),
            (&*case.username, &*case.server, &*case.password, case.expires)
        );
        assert_eq!(case.keys().open(&sealed, case.expires, context).err(), Some(Error::SealedExpired));
        assert_eq!(case.keys().open(&sealed, 0, b"another context").err(), Some(Error::SealedInvalid));
    }
}
