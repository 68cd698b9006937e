#[cfg(feature = "alloc")]
use alloc::{string::String, vec, vec::Vec};
use core::{fmt, ops::Range};

use base64::{
    Engine as _,
    alphabet::Alphabet,
    engine::{GeneralPurpose, general_purpose::NO_PAD},
};
use zeroize::Zeroize as _;
#[cfg(feature = "alloc")]
use zeroize::Zeroizing;

#[cfg(feature = "alloc")]
use crate::OwnedCredentials;
use crate::{Credentials, Error, KeyRing, LinkId, query, siv::Sealing, writer::copy};

/// Base64 with `-` for 62 and `.` for 63: each character has the same code in ASCII and GSM-7, and none needs escaping
/// in a URL.
const TEXT64: GeneralPurpose = {
    let alphabet = Alphabet::new("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");
    match alphabet {
        Ok(ref alphabet) => GeneralPurpose::new(alphabet, NO_PAD),
        Err(_) => unreachable!(),
    }
};

/// The first byte without its last three bits; it makes `-` or `.` the first character, which no token has.
const HEADER: u8 = 0xF8;
/// The bit of the first byte that makes a one-time link, and `.` the first character.
const ONE_TIME: u8 = 0x04;
const KEY_ID: u8 = 0x03;
const PURPOSE: &[u8; 23] = b"siplaunch sealed link 1";
const _: () = assert!(PURPOSE[PURPOSE.len() - 1] == b'0' + SealedToken::FORMAT);
const IV_LEN: usize = 16;
/// The bytes before the expiry: header and synthetic IV.
const BODY_AT: usize = 1 + IV_LEN;
const EXPIRES_LEN: usize = 4;
const SALT_LEN: usize = 4;

/// The expiry and the context of a sealed token.
#[derive(Clone, Copy, Debug)]
pub struct Seal<'a> {
    /// The expiry, in seconds since 1970-01-01 00:00 UTC; at most `u32::MAX`, in the year 2106. Sealing may take one of the
    /// next seconds, see [`KeyRing::seal_into`].
    pub expires: u64,
    /// Bytes that both sides know and the link does not carry, such as the portal's host and the brand. May be empty.
    pub context: &'a [u8],
}

/// A sealed token: credentials in an authenticated, expiring envelope that only holders of the key can open.
///
/// A sealed link carries it in place of a token ([`Portal::link`](crate::Portal::link)); the launch handler opens it. The
/// text is ASCII, needs no escaping in a URL, begins with `-`, or with `.` if it is a one-time link's, and never ends in
/// `-` or `.`. [`KeyRing::seal_into`], [`KeyRing::seal_one_time_into`] and their kin make it, [`SealedToken::parse`] takes a
/// text that there is already.
#[derive(Clone, Copy)]
pub struct SealedToken<'a>(&'a str);

impl<'a> SealedToken<'a> {
    /// The number of the format, which the seal covers: a handler of another format does not open the token.
    pub const FORMAT: u8 = 1;

    /// Takes a text that has the form of a sealed token. Only its key can show that it is one.
    ///
    /// # Errors
    /// [`Error::SealedInvalid`] for a text of another form.
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        let is_text64 = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
        let min_len = match text.as_bytes().first() {
            Some(b'-') => sealed_len(3),
            Some(b'.') => one_time_len(3),
            _ => return Err(Error::SealedInvalid),
        };
        let good = text.len() >= min_len && !text.ends_with(['-', '.']) && text.bytes().all(is_text64);
        if good { Ok(Self(text)) } else { Err(Error::SealedInvalid) }
    }

    /// The id of the link. It needs no key.
    #[must_use]
    pub fn id(&self) -> LinkId {
        let [_, id @ .., _] = self.start();
        LinkId(id)
    }

    /// Whether it is a one-time link's: a launch handler opens the app with it only once it is claimed. It needs no key.
    #[must_use]
    pub fn is_one_time(&self) -> bool {
        self.0.starts_with('.')
    }

    /// The id of the key that sealed it.
    #[cfg(feature = "alloc")]
    pub(crate) fn key_id(&self) -> u8 {
        self.start()[0] & KEY_ID
    }

    /// The header, the synthetic IV and one byte more: 24 characters.
    fn start(&self) -> [u8; IV_LEN + 2] {
        let mut start = [0; IV_LEN + 2];
        TEXT64.decode_slice(&self.0[..24], &mut start).expect("the text is longer, in this alphabet");
        start
    }

    /// Whether it has a length and a last character that a sealed token can have.
    #[cfg(feature = "alloc")]
    pub(crate) fn is_whole(&self) -> bool {
        let mut end = [0; 3];
        let last = self.0.len() / 4 * 4;
        self.0.get(last..).is_some_and(|text| !text.is_empty() && TEXT64.decode_slice(text, &mut end).is_ok())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.0
    }
}

impl fmt::Display for SealedToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for SealedToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedToken").finish_non_exhaustive()
    }
}

/// A [`SealedToken`] that owns its text and wipes it when dropped. Made by [`KeyRing::seal`].
///
/// ```
/// use siplaunch::{Credentials, KeyRing, Portal, Seal, SealingKey};
///
/// let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0)?;
/// let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
/// let sealed = keys.seal(credentials, Seal { expires: 1_800_000_000, context: b"portal.example" })?;
/// let link = Portal::new("https://portal.example/p")?.link(&sealed);
/// assert!(link.to_string().starts_with("https://portal.example/p?c=-"));
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[cfg(feature = "alloc")]
#[derive(Clone)]
pub struct OwnedSealedToken(Zeroizing<String>);

#[cfg(feature = "alloc")]
impl OwnedSealedToken {
    fn from_ascii(text: Vec<u8>) -> Self {
        Self(Zeroizing::new(String::from_utf8(text).expect("a sealed token is ASCII")))
    }

    /// The sealed token.
    #[must_use]
    pub fn as_sealed_token(&self) -> SealedToken<'_> {
        SealedToken(&self.0)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text, which is the caller's to wipe.
#[cfg(feature = "alloc")]
impl From<OwnedSealedToken> for String {
    fn from(mut sealed: OwnedSealedToken) -> Self {
        core::mem::take(&mut *sealed.0)
    }
}

#[cfg(feature = "alloc")]
impl fmt::Display for OwnedSealedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(feature = "alloc")]
impl fmt::Debug for OwnedSealedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnedSealedToken").finish_non_exhaustive()
    }
}

/// The content of a sealed token, in the buffer that it was opened into.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Opened<'a> {
    /// The credentials.
    pub credentials: Credentials<'a>,
    /// The expiry of the link, in seconds since 1970-01-01 00:00 UTC.
    pub expires: u64,
    /// The id of the link.
    pub id: LinkId,
    /// Whether it is a one-time link, which opens the app only once it is claimed.
    pub is_one_time: bool,
}

/// The content of a sealed token, wiped when dropped.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OwnedOpened {
    /// The credentials.
    pub credentials: OwnedCredentials,
    /// The expiry of the link, in seconds since 1970-01-01 00:00 UTC.
    pub expires: u64,
    /// The id of the link.
    pub id: LinkId,
    /// Whether it is a one-time link, which opens the app only once it is claimed.
    pub is_one_time: bool,
}

/// The exact length in bytes of the sealed token of credentials whose fields have `fields_len` bytes in all.
///
/// ```
/// assert_eq!(siplaunch::sealed_len("testuser".len() + "example.org".len() + "testpass".len()), 67);
/// ```
#[must_use]
pub const fn sealed_len(fields_len: usize) -> usize {
    text_len(raw_len(fields_len, EXPIRES_LEN))
}

/// The exact length in bytes of a one-time link's sealed token of credentials whose fields have `fields_len` bytes in all.
///
/// ```
/// assert_eq!(siplaunch::one_time_len("testuser".len() + "example.org".len() + "testpass".len()), 74);
/// ```
#[must_use]
pub const fn one_time_len(fields_len: usize) -> usize {
    text_len(raw_len(fields_len, EXPIRES_LEN + SALT_LEN))
}

const fn text_len(raw_len: usize) -> usize {
    raw_len.saturating_mul(4).div_ceil(3)
}

/// Never a multiple of 3: the text's last character then has unused bits, all zero, and is no `-` or `.`.
const fn raw_len(fields_len: usize, before_fields: usize) -> usize {
    let len = fields_len.saturating_add(BODY_AT + before_fields + 2);
    if len.is_multiple_of(3) { len.saturating_add(1) } else { len }
}

/// Sealing and opening links.
impl KeyRing {
    /// Seals checked credentials with the current key and writes the sealed token into `out`: [`sealed_len`] bytes.
    ///
    /// The same credentials, expiry, context and key always give the same sealed token. For a link that its first tap uses
    /// up see [`KeyRing::seal_one_time_into`].
    ///
    /// The text never has `..` in it, where some mail programs end a link: such credentials are sealed again with the
    /// next second as their expiry. One link in sixty lives a second longer than asked, very few live some seconds
    /// longer; [`Opened::expires`] has the time. A text of more than 8,192 bytes, which no launch handler takes, may have
    /// `..` in it.
    ///
    /// # Errors
    /// The first field that is not good (see [`Credentials`]), [`Error::Expires`] or [`Error::BufferTooSmall`]; in the
    /// last case `out` is as it was.
    ///
    /// ```
    /// use siplaunch::{Credentials, KeyRing, Seal, SealingKey};
    ///
    /// let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0)?;
    /// let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
    /// let mut buffer = [0; 67];
    /// let sealed = keys.seal_into(credentials, Seal { expires: 1_800_000_000, context: b"" }, &mut buffer)?;
    /// assert!(sealed.as_str().starts_with('-'));
    /// # Ok::<(), siplaunch::Error>(())
    /// ```
    pub fn seal_into<'b>(
        &self,
        credentials: Credentials<'_>,
        seal: Seal<'_>,
        out: &'b mut [u8],
    ) -> Result<SealedToken<'b>, Error> {
        self.seal_salted_into(credentials, seal, None, out)
    }

    /// Seals checked credentials as a one-time link's and writes the sealed token into `out`: [`one_time_len`] bytes.
    ///
    /// Two links with the same credentials and expiry have the same id if they have the same salt, and a claim of the one
    /// then claims the other: draw the four bytes at random. Where the text would have `..` in it, another salt near it is
    /// taken; the expiry is as asked for.
    ///
    /// # Errors
    /// Those of [`KeyRing::seal_into`].
    ///
    /// ```
    /// use siplaunch::{Credentials, KeyRing, Seal, SealingKey};
    ///
    /// let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0)?;
    /// let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
    /// let mut buffer = [0; 74];
    /// let seal = Seal { expires: 1_800_000_000, context: b"" };
    /// let sealed = keys.seal_one_time_into(credentials, seal, [0x5a, 0x01, 0xc3, 0x99], &mut buffer)?;
    /// assert!(sealed.is_one_time() && sealed.as_str().starts_with('.'));
    /// # Ok::<(), siplaunch::Error>(())
    /// ```
    pub fn seal_one_time_into<'b>(
        &self,
        credentials: Credentials<'_>,
        seal: Seal<'_>,
        salt: [u8; 4],
        out: &'b mut [u8],
    ) -> Result<SealedToken<'b>, Error> {
        self.seal_salted_into(credentials, seal, Some(salt), out)
    }

    fn seal_salted_into<'b>(
        &self,
        credentials: Credentials<'_>,
        seal: Seal<'_>,
        salt: Option<[u8; 4]>,
        out: &'b mut [u8],
    ) -> Result<SealedToken<'b>, Error> {
        let sealer = if salt.is_some() { self.one_time_sealer(seal) } else { self.sealer(seal) };
        sealer.seal_into(credentials, salt, out)
    }

    /// What all sealed tokens with this expiry and context share.
    pub(crate) fn sealer(&self, seal: Seal<'_>) -> Sealer<'_> {
        self.sealer_of(HEADER, seal)
    }

    /// The same for one-time links.
    pub(crate) fn one_time_sealer(&self, seal: Seal<'_>) -> Sealer<'_> {
        self.sealer_of(HEADER | ONE_TIME, seal)
    }

    fn sealer_of(&self, header: u8, seal: Seal<'_>) -> Sealer<'_> {
        let (id, siv) = self.current();
        let header = header | id;
        Sealer { header, expires: seal.expires, siv: siv.with([&associated_data(header), seal.context]) }
    }

    /// Seals checked credentials; see [`KeyRing::seal_into`], also for the expiry.
    ///
    /// # Errors
    /// The first field that is not good (see [`Credentials`]), or [`Error::Expires`].
    #[cfg(feature = "alloc")]
    pub fn seal(&self, credentials: Credentials<'_>, seal: Seal<'_>) -> Result<OwnedSealedToken, Error> {
        let mut text = vec![0; sealed_len(credentials.fields_len())];
        self.seal_into(credentials, seal, &mut text)?;
        Ok(OwnedSealedToken::from_ascii(text))
    }

    /// Seals checked credentials as a one-time link's; see [`KeyRing::seal_one_time_into`], also for the salt.
    ///
    /// # Errors
    /// The first field that is not good (see [`Credentials`]), or [`Error::Expires`].
    #[cfg(feature = "alloc")]
    pub fn seal_one_time_with_salt(
        &self,
        credentials: Credentials<'_>,
        seal: Seal<'_>,
        salt: [u8; 4],
    ) -> Result<OwnedSealedToken, Error> {
        let mut text = vec![0; one_time_len(credentials.fields_len())];
        self.seal_one_time_into(credentials, seal, salt, &mut text)?;
        Ok(OwnedSealedToken::from_ascii(text))
    }

    /// Seals checked credentials as a one-time link's, with a salt from the system's random source.
    ///
    /// # Errors
    /// The first field that is not good (see [`Credentials`]), [`Error::Expires`], or [`Error::Random`].
    ///
    /// ```
    /// use siplaunch::{Credentials, KeyRing, Seal, SealingKey};
    ///
    /// let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0)?;
    /// let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
    /// let seal = Seal { expires: 1_800_000_000, context: b"portal.example" };
    /// let first = keys.seal_one_time(credentials, seal)?;
    /// let second = keys.seal_one_time(credentials, seal)?;
    /// assert_ne!(first.as_sealed_token().id(), second.as_sealed_token().id());
    /// # Ok::<(), siplaunch::Error>(())
    /// ```
    #[cfg(feature = "std")]
    pub fn seal_one_time(&self, credentials: Credentials<'_>, seal: Seal<'_>) -> Result<OwnedSealedToken, Error> {
        let mut salt = [0; SALT_LEN];
        getrandom::fill(&mut salt).map_err(|_| Error::Random)?;
        self.seal_one_time_with_salt(credentials, seal, salt)
    }

    /// Opens the text of a sealed token into `out`, which needs no more bytes than the text has. Wipe it after its use.
    ///
    /// `now` is in seconds since 1970-01-01 00:00 UTC; `context` must be that of the sealing.
    ///
    /// # Errors
    /// [`Error::SealedInvalid`] if it is not a sealed token of this key ring and context, whatever the cause;
    /// [`Error::SealedExpired`] if it is, but its expiry is at or before `now`; `out` is then wiped.
    /// [`Error::BufferTooSmall`]; `out` is then as it was.
    pub fn open_into<'b>(&self, text: &str, now: u64, context: &[u8], out: &'b mut [u8]) -> Result<Opened<'b>, Error> {
        let raw = out.get_mut(..text.len()).ok_or(Error::BufferTooSmall)?;
        let checked = self.decrypt(text, context, raw).and_then(|body| {
            body.credentials(raw)?;
            if body.expires > now { Ok(body) } else { Err(Error::SealedExpired) }
        });
        match checked {
            Ok(body) => {
                let Body { expires, id, is_one_time, .. } = body;
                Ok(Opened { credentials: body.credentials(raw)?, expires, id, is_one_time })
            }
            Err(error) => {
                raw.zeroize();
                Err(error)
            }
        }
    }

    /// Opens the text of a sealed token; see [`KeyRing::open_into`].
    ///
    /// # Errors
    /// [`Error::SealedInvalid`] or [`Error::SealedExpired`].
    ///
    /// ```
    /// use siplaunch::{Credentials, Error, KeyRing, Seal, SealingKey};
    ///
    /// let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0)?;
    /// let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
    /// let sealed = keys.seal(credentials, Seal { expires: 1_800_000_000, context: b"example.org" })?;
    ///
    /// let opened = keys.open(sealed.as_str(), 1_799_999_999, b"example.org")?;
    /// assert_eq!(opened.credentials.as_credentials().password, "testpass");
    /// assert_eq!(keys.open(sealed.as_str(), 1_800_000_000, b"example.org").err(), Some(Error::SealedExpired));
    /// assert_eq!(keys.open(sealed.as_str(), 1_799_999_999, b"example.com").err(), Some(Error::SealedInvalid));
    /// # Ok::<(), Error>(())
    /// ```
    #[cfg(feature = "alloc")]
    pub fn open(&self, text: &str, now: u64, context: &[u8]) -> Result<OwnedOpened, Error> {
        let mut space = Zeroizing::new(vec![0; text.len()]);
        let Opened { credentials, expires, id, is_one_time } = self.open_into(text, now, context, &mut space)?;
        Ok(OwnedOpened { credentials: credentials.into(), expires, id, is_one_time })
    }

    /// Opens the text of a sealed token, whether it has expired or not.
    #[cfg(feature = "alloc")]
    pub(crate) fn open_at_any_time(&self, text: &str, context: &[u8]) -> Result<OwnedOpened, Error> {
        let mut raw = Zeroizing::new(vec![0; text.len()]);
        let body = self.decrypt(text, context, &mut raw)?;
        let Body { expires, id, is_one_time, .. } = body;
        Ok(OwnedOpened { credentials: body.credentials(&raw)?.into(), expires, id, is_one_time })
    }

    /// Authenticates and decrypts in place.
    fn decrypt(&self, text: &str, context: &[u8], raw: &mut [u8]) -> Result<Body, Error> {
        let len = TEXT64.decode_slice(text, raw).map_err(|_| Error::SealedInvalid)?;
        let header = *raw[..len].first().ok_or(Error::SealedInvalid)?;
        let is_one_time = header & ONE_TIME != 0;
        let fields_at = BODY_AT + before_fields(is_one_time);
        if len < fields_at || len.is_multiple_of(3) || header & HEADER != HEADER {
            return Err(Error::SealedInvalid);
        }
        let siv = self.key(header & KEY_ID).ok_or(Error::SealedInvalid)?;
        let (before, body) = raw[..len].split_at_mut(BODY_AT);
        let iv: [u8; IV_LEN] = before[1..].try_into().expect("it was split there");
        if !siv.with([&associated_data(header), context]).open(iv, body) {
            return Err(Error::SealedInvalid);
        }
        let expires = u32::from_be_bytes(*body.first_chunk().expect("an expiry comes before the fields")).into();
        // No field ends in a zero, so one at the end can only be what fills up a multiple of 3.
        let filled = len % 3 == 1 && raw[len - 1] == 0;
        Ok(Body { expires, id: LinkId(iv), is_one_time, fields: fields_at..len - usize::from(filled) })
    }
}

/// The bytes between the synthetic IV and the fields.
const fn before_fields(is_one_time: bool) -> usize {
    if is_one_time { EXPIRES_LEN + SALT_LEN } else { EXPIRES_LEN }
}

/// Seals credentials with one expiry, context and key.
pub(crate) struct Sealer<'a> {
    header: u8,
    expires: u64,
    siv: Sealing<'a>,
}

impl Sealer<'_> {
    /// There is a salt if it is for one-time links.
    pub(crate) fn seal_into<'b>(
        &self,
        credentials: Credentials<'_>,
        salt: Option<[u8; SALT_LEN]>,
        out: &'b mut [u8],
    ) -> Result<SealedToken<'b>, Error> {
        credentials.check()?;
        let mut salt = salt.map(u32::from_be_bytes);
        let mut expires = u32::try_from(self.expires).map_err(|_| Error::Expires)?;
        let raw_len = raw_len(credentials.fields_len(), before_fields(salt.is_some()));
        let out = out.get_mut(..text_len(raw_len)).ok_or(Error::BufferTooSmall)?;
        loop {
            let raw_at = out.len() - raw_len;
            self.write_raw(&mut out[raw_at..], expires, salt, credentials);
            encode_in_place(out, raw_at);
            if out.len() > query::MAX_LEN || !has_dots_in_a_row(out) {
                break;
            }
            if let Some(salt) = &mut salt {
                *salt = salt.wrapping_add(1);
            } else if let Some(next) = expires.checked_add(1) {
                expires = next;
            } else {
                out.zeroize();
                return Err(Error::Expires);
            }
        }
        str::from_utf8(out).map(SealedToken).map_err(|_| Error::BufferTooSmall)
    }

    /// Writes the header, the synthetic IV and the encrypted body.
    fn write_raw(&self, raw: &mut [u8], expires: u32, salt: Option<u32>, credentials: Credentials<'_>) {
        let Credentials { username, server, password } = credentials;
        raw[0] = self.header;
        let (before, body) = raw.split_at_mut(BODY_AT);
        let mut at = 0;
        let mut write = |piece: &[u8]| {
            copy(piece, &mut body[at..at + piece.len()]);
            at += piece.len();
        };
        write(&expires.to_be_bytes());
        if let Some(salt) = salt {
            write(&salt.to_be_bytes());
        }
        for piece in [username, "\0", server, "\0", password] {
            write(piece.as_bytes());
        }
        body[at..].fill(0);
        before[1..].copy_from_slice(&self.siv.seal(body));
    }
}

/// Without an early exit: the compiler makes vector code of it.
fn has_dots_in_a_row(text: &[u8]) -> bool {
    text.iter().zip(&text[1..]).fold(false, |found, (&a, &b)| found | ((a == b'.') & (b == b'.')))
}

/// The content of authentic bytes, and where the fields are among them.
struct Body {
    expires: u64,
    id: LinkId,
    is_one_time: bool,
    fields: Range<usize>,
}

impl Body {
    /// `raw` is what was decrypted.
    fn credentials<'r>(&self, raw: &'r [u8]) -> Result<Credentials<'r>, Error> {
        fields(&raw[self.fields.clone()]).ok_or(Error::SealedInvalid)
    }
}

fn fields(bytes: &[u8]) -> Option<Credentials<'_>> {
    let mut fields = str::from_utf8(bytes).ok()?.split('\0');
    let credentials = Credentials { username: fields.next()?, server: fields.next()?, password: fields.next()? };
    (fields.next().is_none() && credentials.check().is_ok()).then_some(credentials)
}

/// Encodes from the end of a buffer to its start, a chunk at a time: the text never overtakes the unread bytes.
fn encode_in_place(out: &mut [u8], mut read: usize) {
    let mut written = 0;
    while read < out.len() {
        // Most tokens are one chunk.
        let mut chunk = [0; 96];
        let len = chunk.len().min(out.len() - read);
        chunk[..len].copy_from_slice(&out[read..read + len]);
        written += TEXT64.encode_slice(&chunk[..len], &mut out[written..]).expect("the text overtakes nothing");
        read += len;
    }
}

fn associated_data(header: u8) -> [u8; PURPOSE.len() + 1] {
    let mut data = [header; PURPOSE.len() + 1];
    data[..PURPOSE.len()].copy_from_slice(PURPOSE);
    data
}
