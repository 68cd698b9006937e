#[cfg(feature = "alloc")]
use alloc::{string::String, vec, vec::Vec};
use core::fmt;

use aes_siv::{KeyInit as _, siv::Aes128Siv};
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
use crate::{Credentials, Error, KeyRing, percent::hex_byte, query};

/// Base64 with `-` for 62 and `.` for 63: each character has the same code in ASCII and GSM-7, and none needs escaping
/// in a URL.
const TEXT64: GeneralPurpose = {
    let alphabet = Alphabet::new("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");
    match alphabet {
        Ok(ref alphabet) => GeneralPurpose::new(alphabet, NO_PAD),
        Err(_) => unreachable!(),
    }
};

/// The first byte without the key id; it makes `-` the first character, which no token has.
const HEADER: u8 = 0xF8;
const PURPOSE: &[u8; 23] = b"siplaunch sealed link 1";
const IV_LEN: usize = 16;
const EXPIRES_LEN: usize = 4;
/// The bytes before the fields: header, synthetic IV and expiry.
const FIELDS_AT: usize = 1 + IV_LEN + EXPIRES_LEN;

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
/// text is ASCII, needs no escaping in a URL, begins with `-` and never ends in `-` or `.`. [`KeyRing::seal_into`] and
/// `KeyRing::seal` make it, [`SealedToken::parse`] takes a text that there is already.
#[derive(Clone, Copy)]
pub struct SealedToken<'a>(&'a str);

impl<'a> SealedToken<'a> {
    /// Takes a text that has the form of a sealed token. Only its key can show that it is one.
    ///
    /// # Errors
    /// [`Error::SealedInvalid`] for a text of another form.
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        let is_text64 = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
        let good = text.len() >= sealed_len(3)
            && text.starts_with('-')
            && !text.ends_with(['-', '.'])
            && text.bytes().all(is_text64);
        if good { Ok(Self(text)) } else { Err(Error::SealedInvalid) }
    }

    /// The id of the link. It needs no key.
    #[must_use]
    pub fn id(&self) -> LinkId {
        let [_, id @ .., _] = self.start();
        LinkId(id)
    }

    /// The id of the key that sealed it.
    #[cfg(feature = "alloc")]
    pub(crate) fn key_id(&self) -> u8 {
        self.start()[0] & !HEADER
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

/// The id of a sealed link: 16 bytes that are no secret. For revocation and single use.
///
/// `Display` and [`LinkId::parse`] use 32 lower-case hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId([u8; IV_LEN]);

impl LinkId {
    /// The 16 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads a list of ids, one a line, such as a file of revoked links. Empty lines are skipped, `#` begins a comment,
    /// and white space around an id is ignored.
    ///
    /// # Errors
    /// The number, from 1, of the first line with anything but an id.
    ///
    /// ```
    /// use siplaunch::LinkId;
    ///
    /// let ids = LinkId::parse_list("# lost phones\n\n19ee22d6a6d75c2f6ed2b589905f95d0 # Acme\n").expect("good lines");
    /// assert_eq!(ids.len(), 1);
    /// assert_eq!(LinkId::parse_list("# lost phones\n19ee"), Err(2));
    /// ```
    #[cfg(feature = "alloc")]
    pub fn parse_list(text: &str) -> Result<Vec<Self>, usize> {
        let mut ids = Vec::new();
        for (line, number) in text.lines().zip(1_usize..) {
            let id = line.split('#').next().unwrap_or_default().trim();
            if !id.is_empty() {
                ids.push(Self::parse(id).ok_or(number)?);
            }
        }
        Ok(ids)
    }

    /// Reads 32 hex digits, of either case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
        let mut bytes = [0; IV_LEN];
        if pairs.len() != bytes.len() {
            return None;
        }
        for (byte, &[high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = hex_byte(high, low)?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
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
}

/// The exact length in bytes of the sealed token of credentials whose fields have `fields_len` bytes in all.
///
/// ```
/// assert_eq!(siplaunch::sealed_len("testuser".len() + "example.org".len() + "testpass".len()), 67);
/// ```
#[must_use]
pub const fn sealed_len(fields_len: usize) -> usize {
    raw_len(fields_len).saturating_mul(4).div_ceil(3)
}

/// Never a multiple of 3: the text's last character then has unused bits, all zero, and is no `-` or `.`.
const fn raw_len(fields_len: usize) -> usize {
    let len = fields_len.saturating_add(FIELDS_AT + 2);
    if len.is_multiple_of(3) { len.saturating_add(1) } else { len }
}

/// Sealing and opening links.
impl KeyRing {
    /// Seals checked credentials with the current key and writes the sealed token into `out`: [`sealed_len`] bytes.
    ///
    /// The same credentials, expiry, context and key always give the same sealed token.
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
        credentials.check()?;
        let mut expires = u32::try_from(seal.expires).map_err(|_| Error::Expires)?;
        let (id, key) = self.current();
        let Credentials { username, server, password } = credentials;
        let raw_len = raw_len(username.len() + server.len() + password.len());
        let out = out.get_mut(..raw_len.saturating_mul(4).div_ceil(3)).ok_or(Error::BufferTooSmall)?;

        let mut siv = Aes128Siv::new(key.into());
        loop {
            let raw_at = out.len() - raw_len;
            write_raw(&mut out[raw_at..], HEADER | id, expires, credentials);
            encrypt(&mut siv, seal.context, &mut out[raw_at..]);
            encode_in_place(out, raw_at);
            if out.len() > query::MAX_LEN || !has_dots_in_a_row(out) {
                break;
            }
            let Some(next) = expires.checked_add(1) else {
                out.zeroize();
                return Err(Error::Expires);
            };
            expires = next;
        }
        str::from_utf8(out).map(SealedToken).map_err(|_| Error::BufferTooSmall)
    }

    /// Seals checked credentials; see [`KeyRing::seal_into`], also for the expiry.
    ///
    /// # Errors
    /// The first field that is not good (see [`Credentials`]), or [`Error::Expires`].
    #[cfg(feature = "alloc")]
    pub fn seal(&self, credentials: Credentials<'_>, seal: Seal<'_>) -> Result<OwnedSealedToken, Error> {
        let fields_len = credentials.username.len() + credentials.server.len() + credentials.password.len();
        let mut text = vec![0; sealed_len(fields_len)];
        self.seal_into(credentials, seal, &mut text)?;
        Ok(OwnedSealedToken(Zeroizing::new(String::from_utf8(text).expect("a sealed token is ASCII"))))
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
            fields(&raw[FIELDS_AT..body.end]).ok_or(Error::SealedInvalid)?;
            if body.expires > now { Ok(body) } else { Err(Error::SealedExpired) }
        });
        match checked {
            Ok(Body { expires, id, end }) => {
                let credentials = fields(&raw[FIELDS_AT..end]).ok_or(Error::SealedInvalid)?;
                Ok(Opened { credentials, expires, id })
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
        let Opened { credentials, expires, id } = self.open_into(text, now, context, &mut space)?;
        Ok(OwnedOpened { credentials: credentials.into(), expires, id })
    }

    /// Opens the text of a sealed token, whether it has expired or not.
    #[cfg(feature = "alloc")]
    pub(crate) fn open_at_any_time(&self, text: &str, context: &[u8]) -> Result<OwnedOpened, Error> {
        let mut raw = Zeroizing::new(vec![0; text.len()]);
        let Body { expires, id, end } = self.decrypt(text, context, &mut raw)?;
        let credentials = fields(&raw[FIELDS_AT..end]).ok_or(Error::SealedInvalid)?.into();
        Ok(OwnedOpened { credentials, expires, id })
    }

    /// Authenticates and decrypts in place.
    fn decrypt(&self, text: &str, context: &[u8], raw: &mut [u8]) -> Result<Body, Error> {
        let len = TEXT64.decode_slice(text, raw).map_err(|_| Error::SealedInvalid)?;
        if len < FIELDS_AT || len.is_multiple_of(3) {
            return Err(Error::SealedInvalid);
        }
        let header = raw[0];
        let key = self.key(header & !HEADER).filter(|_| header & HEADER == HEADER).ok_or(Error::SealedInvalid)?;
        let (before, body) = raw[..len].split_at_mut(1 + IV_LEN);
        let iv: [u8; IV_LEN] = before[1..].try_into().expect("it was split there");
        Aes128Siv::new(key.into())
            .decrypt_inout_detached([&associated_data(header)[..], context], body.into(), &iv.into())
            .map_err(|_| Error::SealedInvalid)?;
        let expires = u32::from_be_bytes(*body.first_chunk().expect("an expiry comes before the fields"));
        // No field ends in a zero, so one at the end can only be what fills up a multiple of 3.
        let filled = len % 3 == 1 && raw[len - 1] == 0;
        Ok(Body { expires: expires.into(), id: LinkId(iv), end: len - usize::from(filled) })
    }
}

/// Writes header and body, with room for the synthetic IV between them.
fn write_raw(raw: &mut [u8], header: u8, expires: u32, credentials: Credentials<'_>) {
    let Credentials { username, server, password } = credentials;
    raw[0] = header;
    raw[1 + IV_LEN..FIELDS_AT].copy_from_slice(&expires.to_be_bytes());
    let mut at = FIELDS_AT;
    for piece in [username, "\0", server, "\0", password] {
        raw[at..at + piece.len()].copy_from_slice(piece.as_bytes());
        at += piece.len();
    }
    raw[at..].fill(0);
}

fn encrypt(siv: &mut Aes128Siv, context: &[u8], raw: &mut [u8]) {
    let header = associated_data(raw[0]);
    let (before, body) = raw.split_at_mut(1 + IV_LEN);
    let iv = siv.encrypt_inout_detached([&header[..], context], body.into()).expect("two headers, where 126 may be");
    before[1..].copy_from_slice(&iv);
}

/// Without an early exit: the compiler makes vector code of it.
fn has_dots_in_a_row(text: &[u8]) -> bool {
    text.iter().zip(&text[1..]).fold(false, |found, (&a, &b)| found | ((a == b'.') & (b == b'.')))
}

/// The content of authentic bytes, and where the fields among them end.
struct Body {
    expires: u64,
    id: LinkId,
    end: usize,
}

fn fields(bytes: &[u8]) -> Option<Credentials<'_>> {
    let mut fields = str::from_utf8(bytes).ok()?.split('\0');
    let credentials = Credentials { username: fields.next()?, server: fields.next()?, password: fields.next()? };
    (fields.next().is_none() && credentials.check().is_ok()).then_some(credentials)
}

/// Encodes from the end of a buffer to its start, 48 bytes at a time: the text never overtakes the unread bytes.
fn encode_in_place(out: &mut [u8], mut read: usize) {
    let mut written = 0;
    while read < out.len() {
        let mut chunk = [0; 48];
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
