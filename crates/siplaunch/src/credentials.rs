use core::fmt;

use crate::Error;

/// One of the three fields of [`Credentials`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The SIP username.
    Username,
    /// The SIP server or domain.
    Server,
    /// The SIP password.
    Password,
}

impl Field {
    pub(crate) const ALL: [Self; 3] = [Self::Username, Self::Server, Self::Password];

    /// The field's name in the plaintext: `username`, `server` or `password`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Server => "server",
            Self::Password => "password",
        }
    }

    /// Refuses an empty text, and one that the app would read as other fields.
    #[inline]
    pub(crate) fn check(self, text: &str) -> Result<(), Error> {
        if text.is_empty() {
            return Err(Error::empty(self));
        }
        if has_forbidden(text.as_bytes()) {
            return Err(Error::character(self));
        }
        Ok(())
    }
}

/// The login of the app: username, server and password.
///
/// Each field has one or more characters, none of them `&` or a control character (U+0000 to U+001F, U+007F).
/// [`Credentials::check`] checks them, and so does every call that makes a token of them.
///
/// ```
/// use siplaunch::{Credentials, Error};
///
/// let mut credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
/// assert_eq!(credentials.check(), Ok(()));
/// credentials.password = "x&server=evil.example";
/// assert_eq!(credentials.check(), Err(Error::PasswordCharacter));
/// ```
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The SIP username.
    pub username: &'a str,
    /// The SIP server or domain.
    pub server: &'a str,
    /// The SIP password.
    pub password: &'a str,
}

impl<'a> Credentials<'a> {
    /// Checks all three fields.
    ///
    /// # Errors
    /// The first field that is empty or has a forbidden character, as an [`Error`] of its own.
    #[inline]
    pub fn check(&self) -> Result<(), Error> {
        self.fields().into_iter().try_for_each(|(field, text)| field.check(text))
    }

    /// The characters `=`, `%` and `+`, which the library allows, but an app may read in another way.
    ///
    /// Only the makers of the app know whether it percent-decodes its fields, and at which `=` it splits them. A portal
    /// that chooses usernames and passwords itself should choose none with these characters.
    ///
    /// ```
    /// use siplaunch::{Credentials, Field};
    ///
    /// let credentials = Credentials { username: "50%off", server: "example.org", password: "a+b" };
    /// assert!(credentials.ambiguities().eq([(Field::Username, '%'), (Field::Password, '+')]));
    /// ```
    pub fn ambiguities(&self) -> impl Iterator<Item = (Field, char)> + use<'a> {
        self.fields().into_iter().flat_map(|(field, text)| {
            ['=', '%', '+'].into_iter().filter(|&c| text.contains(c)).map(move |c| (field, c))
        })
    }

    /// Reads the plaintext of a token: exactly the three fields, in order, once each, in UTF-8, all of them good.
    ///
    /// # Errors
    /// [`Error::Plaintext`] for anything else, such as a token that was spliced together without the key.
    ///
    /// ```
    /// use siplaunch::{Credentials, Error};
    ///
    /// let plaintext = b"username=testuser&server=example.org&password=testpass";
    /// assert_eq!(Credentials::from_plaintext(plaintext)?.server, "example.org");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn from_plaintext(plaintext: &'a [u8]) -> Result<Self, Error> {
        let text = str::from_utf8(plaintext).map_err(|_| Error::Plaintext)?;
        let mut parts = text.split('&');
        let [username, server, password] =
            Field::ALL.map(|field| parts.next().and_then(|part| part.strip_prefix(field.as_str())?.strip_prefix('=')));
        match (username, server, password, parts.next()) {
            (Some(username), Some(server), Some(password), None) => {
                let credentials = Self { username, server, password };
                credentials.check().map_err(|_| Error::Plaintext)?;
                Ok(credentials)
            }
            _ => Err(Error::Plaintext),
        }
    }

    /// Passes the plaintext of a token to `piece`, piece by piece.
    #[inline]
    pub(crate) fn plaintext<E>(&self, mut piece: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        piece(b"username=")?;
        piece(self.username.as_bytes())?;
        piece(b"&server=")?;
        piece(self.server.as_bytes())?;
        piece(b"&password=")?;
        piece(self.password.as_bytes())
    }

    #[inline]
    pub(crate) fn plaintext_len(&self) -> usize {
        "username=&server=&password=".len() + self.fields_len()
    }

    #[inline]
    pub(crate) fn fields_len(&self) -> usize {
        self.username.len() + self.server.len() + self.password.len()
    }

    fn fields(&self) -> [(Field, &'a str); 3] {
        [(Field::Username, self.username), (Field::Server, self.server), (Field::Password, self.password)]
    }
}

#[inline]
fn has_forbidden(text: &[u8]) -> bool {
    match (text.first_chunk(), text.last_chunk()) {
        // Words may overlap; most fields have two.
        (Some(first), Some(last)) => {
            let ends = forbidden(first) | forbidden(last);
            ends != 0 || (text.len() > 16 && text.as_chunks().0.iter().any(|word| forbidden(word) != 0))
        }
        _ => text.iter().any(|&b| (b < 0x20) | (b == 0x7F) | (b == b'&')),
    }
}

/// Zero if no byte is forbidden.
#[inline]
fn forbidden(word: &[u8; 8]) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // A byte that is too low borrows from its top bit. Its neighbour may be taken for another one, but only then.
    let word = u64::from_ne_bytes(*word);
    let below = |bytes: u64, limit: u64| bytes.wrapping_sub(EACH * limit) & !bytes;
    let found = below(word, 0x20) | below(word ^ (EACH * 0x7F), 1) | below(word ^ (EACH * u64::from(b'&')), 1);
    found & (EACH << 7)
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

#[cfg(feature = "alloc")]
pub use owned::OwnedCredentials;

#[cfg(feature = "alloc")]
mod owned {
    use alloc::string::String;
    use core::fmt;

    use zeroize::Zeroizing;

    use super::Credentials;

    /// [`Credentials`] that own their text and wipe it when dropped.
    #[derive(Clone)]
    pub struct OwnedCredentials {
        // One piece of memory for all three: a million credentials then need a million allocations, not three million.
        text: Zeroizing<String>,
        server_at: usize,
        password_at: usize,
    }

    impl OwnedCredentials {
        /// The three fields, to read.
        #[must_use]
        pub fn as_credentials(&self) -> Credentials<'_> {
            let (username, rest) = self.text.split_at(self.server_at);
            let (server, password) = rest.split_at(self.password_at - self.server_at);
            Credentials { username, server, password }
        }
    }

    impl From<Credentials<'_>> for OwnedCredentials {
        fn from(credentials: Credentials<'_>) -> Self {
            let Credentials { username, server, password } = credentials;
            Self {
                text: Zeroizing::new([username, server, password].concat()),
                server_at: username.len(),
                password_at: username.len() + server.len(),
            }
        }
    }

    impl fmt::Debug for OwnedCredentials {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("OwnedCredentials").finish_non_exhaustive()
        }
    }
}
