#[cfg(feature = "alloc")]
use alloc::{vec, vec::Vec};
use core::fmt;
#[cfg(feature = "alloc")]
use core::mem;

#[cfg(feature = "parallel")]
use rayon::prelude::*;
#[cfg(feature = "alloc")]
use zeroize::Zeroize as _;

use crate::{
    Brand, Credentials, Error, KeyRing, Portal, Seal,
    base64::{CHUNK, Form},
    one_time_len,
    plaintexts::Plaintexts,
    sealed::Sealer,
    sealed_len, token_len,
    writer::{Cursor, Writer as _},
};

/// The text that each row of a list of credentials gets: a token, an app link, a launch link, or one of the sealed kinds.
///
/// Each text is the one that the call for a single row makes. A bad row is reported by its index and stops nothing. A
/// batch borrows its parts and costs nothing to make: make one for every chunk of a list that does not fit into memory.
///
/// ```
/// use siplaunch::{Batch, Brand, Credentials, Error, Portal};
///
/// let (brand, portal) = (Brand::sip_phone(), Portal::new("https://portal.example/p")?);
/// let rows = [
///     Credentials { username: "testuser", server: "example.org", password: "testpass" },
///     Credentials { username: "testuser", server: "example.org", password: "a&b" },
/// ];
/// let links = Batch::launch_links(portal, &brand).write(&rows);
/// assert!(links.get(0)?.starts_with("https://portal.example/p?c=CI8VN8toaE40"));
/// assert_eq!(links.get(1), Err(Error::PasswordCharacter));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    /// The text before each payload, in pieces.
    before: [&'a str; 6],
    kind: Kind<'a>,
}

#[derive(Clone, Copy)]
enum Kind<'a> {
    Token(&'a Brand, Form),
    Sealed(&'a KeyRing, Seal<'a>),
    OneTime(&'a KeyRing, Seal<'a>, &'a [[u8; 4]]),
}

impl<'a> Batch<'a> {
    /// The tokens of a brand; see [`Brand::token`].
    #[must_use]
    pub const fn tokens(brand: &'a Brand) -> Self {
        Self { before: [""; 6], kind: Kind::Token(brand, Form::Plain) }
    }

    /// The app links of a brand; see [`Scheme::app_link`](crate::Scheme::app_link).
    #[must_use]
    pub fn app_links(brand: &'a Brand) -> Self {
        Self { before: brand.scheme().before_token(), kind: Kind::Token(brand, Form::Plain) }
    }

    /// The launch links of a portal, with tokens of a brand; see [`Portal::link`].
    #[must_use]
    pub const fn launch_links(portal: Portal<'a>, brand: &'a Brand) -> Self {
        Self { before: portal.before_payload(), kind: Kind::Token(brand, Form::Escaped) }
    }

    /// Sealed tokens; see [`KeyRing::seal_into`], also for the expiry.
    #[must_use]
    pub const fn sealed_tokens(keys: &'a KeyRing, seal: Seal<'a>) -> Self {
        Self { before: [""; 6], kind: Kind::Sealed(keys, seal) }
    }

    /// The sealed links of a portal; see [`KeyRing::seal_into`], also for the expiry.
    #[must_use]
    pub const fn sealed_links(portal: Portal<'a>, keys: &'a KeyRing, seal: Seal<'a>) -> Self {
        Self { before: portal.before_payload(), kind: Kind::Sealed(keys, seal) }
    }

    /// The one-time links of a portal, with a random salt for each row; see [`KeyRing::seal_one_time_into`].
    #[must_use]
    pub const fn one_time_links(portal: Portal<'a>, keys: &'a KeyRing, seal: Seal<'a>, salts: &'a [[u8; 4]]) -> Self {
        Self { before: portal.before_payload(), kind: Kind::OneTime(keys, seal, salts) }
    }

    /// The number of bytes that [`Batch::write_into`] needs for the texts of these rows. It encrypts nothing, and so counts
    /// each token of a launch link as if every character of it needed escaping.
    #[must_use]
    pub fn max_len(&self, rows: &[Credentials<'_>]) -> usize {
        rows.iter().fold(0, |sum, row| sum.saturating_add(self.max_row_len(*row)))
    }

    /// Writes the texts of all rows into `text`, one after the other, and where each one ends into `ends`: the text of row
    /// `i` is `text[ends[i - 1]..ends[i]]`, that of row 0 begins at 0. Returns the number of bytes that they take; the bytes
    /// after them may change too. Allocates nothing, and takes some 13 KiB of the stack.
    ///
    /// The text of a bad row is empty. `rejected` gets its index and its error: the first field that is not good (see
    /// [`Credentials`]), or [`Error::Expires`]. The calls come in order.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`] if `text` has less than [`Batch::max_len`] bytes, or if `ends`, or the salts of one-time
    /// links, are not as many as the rows. Nothing is then written.
    ///
    /// ```
    /// use siplaunch::{Batch, Brand, Credentials, Error};
    ///
    /// let brand = Brand::sip_phone();
    /// let rows = [
    ///     Credentials { username: "", server: "b", password: "c" },
    ///     Credentials { username: "a", server: "b", password: "c" },
    /// ];
    /// let (mut text, mut ends) = ([0; 100], [0; 2]);
    /// let len = Batch::tokens(&brand).write_into(&rows, &mut text, &mut ends, |index, error| {
    ///     assert_eq!((index, error), (0, Error::UsernameEmpty));
    /// })?;
    /// assert_eq!((len, ends), (44, [0, 44]));
    /// assert_eq!(&text[ends[0]..ends[1]], b"yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn write_into(
        &self,
        rows: &[Credentials<'_>],
        text: &mut [u8],
        ends: &mut [usize],
        rejected: impl FnMut(usize, Error),
    ) -> Result<usize, Error> {
        if text.len() < self.max_len(rows) || ends.len() != rows.len() || !self.has_salts_for(rows.len()) {
            return Err(Error::BufferTooSmall);
        }
        match self.kind {
            Kind::Token(brand, form) => self.write_tokens(brand, form, rows, text, ends, rejected),
            Kind::Sealed(keys, seal) => Ok(self.write_sealed(&keys.sealer(seal), None, rows, text, ends, rejected)),
            Kind::OneTime(keys, seal, salts) => {
                Ok(self.write_sealed(&keys.one_time_sealer(seal), Some(salts), rows, text, ends, rejected))
            }
        }
    }

    fn write_sealed(
        &self,
        sealer: &Sealer<'_>,
        salts: Option<&[[u8; 4]]>,
        rows: &[Credentials<'_>],
        text: &mut [u8],
        ends: &mut [usize],
        mut rejected: impl FnMut(usize, Error),
    ) -> usize {
        let mut len = 0;
        for (index, (row, end)) in rows.iter().zip(ends).enumerate() {
            let mut out = Cursor { out: &mut text[len..], len: 0 };
            let salt = salts.map(|salts| salts[index]);
            let sealed =
                self.write_before(&mut out).and_then(|()| sealer.seal_into(*row, salt, &mut out.out[out.len..]));
            match sealed {
                Ok(sealed) => len += out.len + sealed.as_str().len(),
                Err(error) => rejected(index, error),
            }
            *end = len;
        }
        len
    }

    /// Encrypts as many rows together as [`Plaintexts`] takes.
    fn write_tokens(
        &self,
        brand: &Brand,
        form: Form,
        rows: &[Credentials<'_>],
        text: &mut [u8],
        ends: &mut [usize],
        mut rejected: impl FnMut(usize, Error),
    ) -> Result<usize, Error> {
        let (mut plaintexts, mut out, mut ends) = (Plaintexts::new(), Cursor { out: text, len: 0 }, ends.iter_mut());
        for (index, row) in rows.iter().enumerate() {
            let good = row.check().map(|()| row).map_err(|error| rejected(index, error)).ok();
            if plaintexts.push(good) {
                continue;
            }
            self.write_encrypted(&mut plaintexts, brand, form, &mut out, &mut ends)?;
            if !plaintexts.push(good) {
                // It is longer than all the room.
                self.write_before(&mut out)?;
                brand.token(*row)?.render_as(form, &mut out).map_err(|_| Error::BufferTooSmall)?;
                ends.next().into_iter().for_each(|end| *end = out.len);
            }
        }
        self.write_encrypted(&mut plaintexts, brand, form, &mut out, &mut ends)?;
        Ok(out.len)
    }

    fn write_encrypted<'e>(
        &self,
        plaintexts: &mut Plaintexts,
        brand: &Brand,
        form: Form,
        out: &mut Cursor<'_>,
        ends: &mut impl Iterator<Item = &'e mut usize>,
    ) -> Result<(), Error> {
        plaintexts.encrypt(brand, |ciphertext| {
            if !ciphertext.is_empty() {
                self.write_before(out)?;
                let mut chunks = ciphertext.chunks(CHUNK);
                chunks.try_for_each(|chunk| out.write_base64(chunk, form)).map_err(|_| Error::BufferTooSmall)?;
            }
            ends.next().into_iter().for_each(|end| *end = out.len);
            Ok(())
        })
    }

    fn write_before(&self, out: &mut Cursor<'_>) -> Result<(), Error> {
        let written = self.before.iter().try_for_each(|piece| out.write(piece.as_bytes()));
        written.map_err(|_| Error::BufferTooSmall)
    }

    fn max_row_len(&self, row: Credentials<'_>) -> usize {
        let payload = match self.kind {
            Kind::Token(_, form) => form.max_len(token_len(row.plaintext_len())),
            Kind::Sealed(..) => sealed_len(row.fields_len()),
            Kind::OneTime(..) => one_time_len(row.fields_len()),
        };
        self.before.iter().fold(payload, |sum, piece| sum.saturating_add(piece.len()))
    }

    /// Writes the texts of all rows into memory of their own; see [`Batch::write_into`].
    ///
    /// # Panics
    /// If the salts of one-time links are not as many as the rows.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn write(&self, rows: &[Credentials<'_>]) -> BatchTexts {
        assert!(self.has_salts_for(rows.len()), "one salt a row");
        let mut space = Text::default();
        BatchTexts::new(
            rows.chunks(PART).enumerate().map(|(part, rows)| self.write_part(part, rows, &mut space)).collect(),
        )
    }

    /// Writes the texts of all rows as [`Batch::write`] does, on all threads of rayon's current pool.
    ///
    /// # Panics
    /// If the salts of one-time links are not as many as the rows.
    #[cfg(feature = "parallel")]
    #[must_use]
    pub fn write_parallel(&self, rows: &[Credentials<'_>]) -> BatchTexts {
        assert!(self.has_salts_for(rows.len()), "one salt a row");
        let parts = rows.par_chunks(PART).enumerate();
        BatchTexts::new(
            parts.map_init(Text::default, |space, (part, rows)| self.write_part(part, rows, space)).collect(),
        )
    }

    #[cfg(feature = "alloc")]
    fn write_part(&self, part: usize, rows: &[Credentials<'_>], space: &mut Text) -> Part {
        let kind = match self.kind {
            Kind::OneTime(keys, seal, salts) => Kind::OneTime(keys, seal, &salts[part * PART..][..rows.len()]),
            kind => kind,
        };
        let (batch, mut ends, mut errors) = (Self { kind, ..*self }, vec![0; rows.len()], Vec::new());
        let text = space.reused(batch.max_len(rows));
        let written = batch.write_into(rows, text, &mut ends, |index, error| errors.push((part * PART + index, error)));
        let text = text[..written.expect("the buffers are as long as the rows need")].to_vec();
        Part { text: Text(text), ends, errors }
    }

    fn has_salts_for(&self, rows: usize) -> bool {
        !matches!(self.kind, Kind::OneTime(_, _, salts) if salts.len() != rows)
    }
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").finish_non_exhaustive()
    }
}

/// Salts from the system's random source, for the one-time links of so many rows; see [`Batch::one_time_links`].
///
/// # Errors
/// [`Error::Random`].
///
/// ```
/// use siplaunch::{Batch, Credentials, KeyRing, Portal, Seal, SealingKey, random_salts};
///
/// let portal = Portal::new("https://portal.example/p")?;
/// let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0)?;
/// let seal = Seal { expires: 1_800_000_000, context: b"portal.example" };
/// let rows = [Credentials { username: "a", server: "b", password: "c" }; 2];
/// let links = Batch::one_time_links(portal, &keys, seal, &random_salts(rows.len())?).write(&rows);
/// assert_ne!(links.get(0)?, links.get(1)?);
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[cfg(feature = "std")]
pub fn random_salts(rows: usize) -> Result<Vec<[u8; 4]>, Error> {
    let mut salts = vec![[0; 4]; rows];
    getrandom::fill(salts.as_flattened_mut()).map_err(|_| Error::Random)?;
    Ok(salts)
}

/// The number of rows in a [`Part`].
#[cfg(feature = "alloc")]
const PART: usize = 256;

/// Memory for text, wiped when dropped. `Zeroizing` would wipe a vector byte by byte.
#[cfg(feature = "alloc")]
#[derive(Clone, Default)]
struct Text(Vec<u8>);

#[cfg(feature = "alloc")]
impl Text {
    /// At least so many bytes, in memory that may have been used before.
    fn reused(&mut self, len: usize) -> &mut [u8] {
        if self.0.len() < len {
            *self = Self(vec![0; len]);
        }
        &mut self.0[..len]
    }
}

#[cfg(feature = "alloc")]
impl Drop for Text {
    fn drop(&mut self) {
        self.0.as_mut_slice().zeroize();
    }
}

/// The texts of [`PART`] rows, or of the last ones.
#[cfg(feature = "alloc")]
#[derive(Clone)]
struct Part {
    text: Text,
    ends: Vec<usize>,
    errors: Vec<(usize, Error)>,
}

/// The texts of a [`Batch`], wiped when dropped.
///
/// ```
/// use siplaunch::{Batch, Brand, Credentials};
///
/// let brand = Brand::sip_phone();
/// let tokens = Batch::tokens(&brand).write(&[Credentials { username: "a", server: "b", password: "c" }]);
/// let token = tokens.iter().next().expect("one row")?;
/// assert_eq!(token, "yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=");
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[cfg(feature = "alloc")]
#[derive(Clone)]
pub struct BatchTexts {
    parts: Vec<Part>,
    /// In order.
    errors: Vec<(usize, Error)>,
}

#[cfg(feature = "alloc")]
impl BatchTexts {
    fn new(mut parts: Vec<Part>) -> Self {
        let errors = parts.iter_mut().flat_map(|part| mem::take(&mut part.errors)).collect();
        Self { parts, errors }
    }

    /// The number of rows, the bad ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.ends.len()).sum()
    }

    /// Whether there were no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The text of a row.
    ///
    /// # Errors
    /// The error of a bad row.
    ///
    /// # Panics
    /// If there is no row with this index.
    pub fn get(&self, index: usize) -> Result<&str, Error> {
        if let Ok(at) = self.errors.binary_search_by_key(&index, |&(bad, _)| bad) {
            return Err(self.errors[at].1);
        }
        let (Part { text, ends, .. }, index) = (&self.parts[index / PART], index % PART);
        let start = index.checked_sub(1).map_or(0, |before| ends[before]);
        Ok(str::from_utf8(&text.0[start..ends[index]]).expect("links and tokens are ASCII"))
    }

    /// The texts and errors of all rows, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Result<&str, Error>> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// The indices and errors of the bad rows, in order.
    #[must_use]
    pub fn rejected(&self) -> &[(usize, Error)] {
        &self.errors
    }
}

#[cfg(feature = "alloc")]
impl fmt::Debug for BatchTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchTexts").field("len", &self.len()).field("rejected", &self.errors).finish_non_exhaustive()
    }
}
