#[cfg(feature = "alloc")]
use alloc::{string::String, vec, vec::Vec};
use core::fmt;

use zeroize::Zeroize;
#[cfg(feature = "alloc")]
use zeroize::Zeroizing;

#[cfg(feature = "alloc")]
use crate::OwnedCredentials;
use crate::{
    Brand, Credentials, Error, Link,
    base64::{self, CHUNK, Form},
    cipher::BLOCK,
    percent::write_escaped,
    writer::{Render, Writer, copy},
};

/// The exact length in bytes of the token of a plaintext of `plaintext_len` bytes: a multiple of 4, 24 at least.
///
/// ```
/// assert_eq!(siplaunch::token_len(54), 88);
/// ```
#[must_use]
pub const fn token_len(plaintext_len: usize) -> usize {
    (plaintext_len / BLOCK).saturating_add(1).saturating_mul(BLOCK).div_ceil(3).saturating_mul(4)
}

/// A token (handbook B.1.1.1): `Base64(AES-CBC(key, IV, PKCS#7(plaintext)))`, the text after `sipphone://`.
///
/// Made by [`Brand::token`], [`Brand::raw_token`] or [`Token::parse`]. It is plain ASCII, `A-Z a-z 0-9 + / =`, and
/// always in canonical form, so that nobody can smuggle anything into a link or header with it.
///
/// Nothing is encrypted until the token is written, and each writing encrypts once: to keep a token, keep its text.
/// Print it with `{}`, write it into a buffer with [`Token::write_into`], or turn it into a `String`.
///
/// ```
/// use siplaunch::{Brand, Credentials};
///
/// let brand = Brand::sip_phone();
/// let token = brand.token(Credentials { username: "testuser", server: "example.org", password: "testpass" })?;
/// let expected = "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==";
/// assert_eq!(String::from(token), expected);
///
/// let mut buffer = [0; 88];
/// assert_eq!(token.write_into(&mut buffer)?, expected);
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Token<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    Credentials(&'a Brand, Credentials<'a>),
    Raw(&'a Brand, &'a [u8]),
    Text(&'a str),
}

impl<'a> Token<'a> {
    /// Takes the text of a token: canonical Base64, with padding, of one or more whole AES blocks.
    ///
    /// It needs no key, and so a parsed token may be of any brand, or of none.
    ///
    /// # Errors
    /// [`Error::Token`].
    ///
    /// ```
    /// use siplaunch::{Error, Token};
    ///
    /// assert!(Token::parse("yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=").is_ok());
    /// assert_eq!(Token::parse("evil.example/\r\nSet-Cookie: a=b").err(), Some(Error::Token));
    /// ```
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        if !base64::is_of_blocks(text.as_bytes()) {
            return Err(Error::Token);
        }
        Ok(Self(Source::Text(text)))
    }

    /// The exact length of the token in bytes.
    #[must_use]
    #[inline]
    #[expect(clippy::len_without_is_empty, reason = "a token is never empty")]
    pub fn len(&self) -> usize {
        match &self.0 {
            Source::Credentials(_, credentials) => token_len(credentials.plaintext_len()),
            Source::Raw(_, plaintext) => token_len(plaintext.len()),
            Source::Text(text) => text.len(),
        }
    }

    /// Writes the token into `out` and returns the part that it took: [`Token::len`] bytes. Allocates nothing.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`]; `out` is then as it was.
    #[inline]
    pub fn write_into<'b>(&self, out: &'b mut [u8]) -> Result<&'b str, Error> {
        self.render_into(out)
    }

    /// Writes the token into `out` and returns its length in bytes, all of them ASCII; otherwise as [`Token::write_into`].
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`]; `out` is then as it was.
    #[inline]
    pub fn write_bytes_into(&self, out: &mut [u8]) -> Result<usize, Error> {
        self.render_bytes_into(out)
    }

    /// The token with `+`, `/` and `=` percent-escaped, as launch links carry it and the handbook's scripts print it.
    #[must_use]
    pub fn escaped(self) -> Link<'a> {
        Link::launch([""; 6], self.into())
    }

    #[inline]
    pub(crate) fn render_as(&self, form: Form, out: &mut impl Writer) -> fmt::Result {
        match (self.0, form) {
            (Source::Credentials(brand, credentials), _) => {
                let mut encryption = Encryption::new(brand, form, out);
                credentials.plaintext(|piece| encryption.add(piece))?;
                encryption.finish()
            }
            (Source::Raw(brand, plaintext), _) => {
                let mut encryption = Encryption::new(brand, form, out);
                encryption.add(plaintext)?;
                encryption.finish()
            }
            (Source::Text(text), Form::Plain) => out.write(text.as_bytes()),
            (Source::Text(text), Form::Escaped) => write_escaped(text, out),
        }
    }
}

/// Encrypts a plaintext that comes in pieces, and writes its token in chunks of [`CHUNK`] bytes, the last one shorter.
struct Encryption<'a, S> {
    brand: &'a Brand,
    iv: [u8; BLOCK],
    // With room for a block of padding.
    chunk: [u8; CHUNK + BLOCK],
    used: usize,
    form: Form,
    out: &'a mut S,
}

impl<'a, S: Writer> Encryption<'a, S> {
    #[inline]
    fn new(brand: &'a Brand, form: Form, out: &'a mut S) -> Self {
        Self { brand, iv: **brand.iv, chunk: [0; CHUNK + BLOCK], used: 0, form, out }
    }

    #[inline]
    fn add(&mut self, piece: &[u8]) -> fmt::Result {
        if piece.len() >= CHUNK - self.used {
            return self.add_long(piece);
        }
        copy(piece, &mut self.chunk[self.used..self.used + piece.len()]);
        self.used += piece.len();
        Ok(())
    }

    #[inline(never)]
    fn add_long(&mut self, mut piece: &[u8]) -> fmt::Result {
        while let Some((head, rest)) = piece.split_at_checked(CHUNK - self.used) {
            self.chunk[self.used..CHUNK].copy_from_slice(head);
            self.write(CHUNK)?;
            self.used = 0;
            piece = rest;
        }
        self.add(piece)
    }

    #[inline]
    fn finish(&mut self) -> fmt::Result {
        // PKCS#7 (RFC 5652 §6.3): 1 to 16 bytes, each of them their number.
        let end = (self.used / BLOCK + 1) * BLOCK;
        #[expect(clippy::cast_possible_truncation, reason = "at most 16")]
        self.chunk[self.used..self.used + BLOCK].fill((end - self.used) as u8);
        self.write(end)
    }

    #[inline]
    fn write(&mut self, len: usize) -> fmt::Result {
        let blocks = &mut self.chunk[..len];
        self.brand.cipher.encrypt_blocks(&mut self.iv, blocks);
        let result = self.out.write_base64(blocks, self.form);
        blocks.zeroize();
        result
    }
}

impl Render for Token<'_> {
    fn max_len(&self) -> usize {
        self.len()
    }

    fn render(&self, out: &mut impl Writer) -> fmt::Result {
        self.render_as(Form::Plain, out)
    }
}

impl fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.render(f)
    }
}

impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").finish_non_exhaustive()
    }
}

#[cfg(feature = "alloc")]
impl From<Token<'_>> for String {
    fn from(token: Token<'_>) -> Self {
        token.render_to_string()
    }
}

/// Tokens of a brand: made, and read back.
impl Brand {
    /// The token of checked credentials.
    ///
    /// # Errors
    /// The first field that is empty or has a forbidden character; see [`Credentials`].
    #[inline]
    pub fn token<'a>(&'a self, credentials: Credentials<'a>) -> Result<Token<'a>, Error> {
        credentials.check()?;
        Ok(Token(Source::Credentials(self, credentials)))
    }

    /// The token of any bytes, unchecked, as the handbook's scripts make it of their standard input.
    ///
    /// For credentials use [`Brand::token`], which refuses what the app would misread.
    #[must_use]
    pub fn raw_token<'a>(&'a self, plaintext: &'a [u8]) -> Token<'a> {
        Token(Source::Raw(self, plaintext))
    }

    /// Decodes a token into `out` and returns its plaintext. Allocates nothing.
    ///
    /// `out` needs three bytes for every whole four of the token; it is also the working space, and wiped on an error.
    /// Wipe it when the plaintext has been used.
    ///
    /// Never offer this to strangers, over HTTP for example: an unauthenticated CBC format with errors that strangers
    /// see is a padding oracle. The launch handler needs no decoding.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`], and [`Error::Token`] whatever else is wrong.
    #[inline]
    pub fn decode_into<'b>(&self, token: &str, out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        // A length that is no multiple of four is refused: no Base64 has it.
        let space = out.get_mut(..token.len() / 4 * 3).ok_or(Error::BufferTooSmall)?;
        match base64::decode_into(token.as_bytes(), space) {
            Some(len) if self.cipher.decrypt_padded(&self.iv, &mut space[..len]).is_some() => {
                let padding = usize::from(space[len - 1]);
                Ok(&space[..len - padding])
            }
            _ => {
                space.zeroize();
                Err(Error::Token)
            }
        }
    }

    /// Decodes a token into a plaintext of its own, wiped when dropped. The caution of [`Brand::decode_into`] holds.
    ///
    /// # Errors
    /// [`Error::Token`], whatever is wrong.
    #[cfg(feature = "alloc")]
    pub fn decode(&self, token: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut space = Zeroizing::new(vec![0; token.len() / 4 * 3]);
        let len = self.decode_into(token, &mut space)?.len();
        space.truncate(len);
        Ok(space)
    }

    /// Decodes a token into the credentials that the app would read. The caution of [`Brand::decode_into`] holds.
    ///
    /// # Errors
    /// [`Error::Token`] if the brand cannot decode it, [`Error::Plaintext`] if its plaintext is not three good fields.
    ///
    /// ```
    /// use siplaunch::Brand;
    ///
    /// let brand = Brand::sip_phone();
    /// let credentials = brand.decode_credentials("yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=")?;
    /// assert_eq!(credentials.as_credentials().username, "a");
    /// # Ok::<(), siplaunch::Error>(())
    /// ```
    #[cfg(feature = "alloc")]
    pub fn decode_credentials(&self, token: &str) -> Result<OwnedCredentials, Error> {
        Credentials::from_plaintext(&self.decode(token)?).map(Into::into)
    }
}
