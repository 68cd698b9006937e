use std::path::PathBuf;

use pyo3::{prelude::*, types::PyBytes};
use siplaunch::{Error, OwnedOpened, Seal, SealingKey};

use crate::{
    credentials::Credentials,
    error::{Result, not_pickled},
    file::read_secret_file,
    mapping::Items,
    text::{Secret, Text},
    time::{self, Expires, Now},
};

/// One to four keys for sealed links, by id. One of them, the current one, seals; all of them open.
///
/// A key ring never changes, and threads share it freely. It cannot be pickled.
///
/// Args:
///     keys (Mapping[int, bytes]): 32 random bytes for each id from 0 to 3.
///     current (int): the id that seals.
///
/// Raises:
///     SealedError: a wrong length, a wrong id, or no key with the current id.
///
/// >>> from datetime import timedelta
/// >>> import secrets
/// >>> keys = KeyRing({0: secrets.token_bytes(32)}, current=0)
/// >>> credentials = Credentials(username="testuser", server="example.org", password="testpass")
/// >>> sealed_token = keys.seal(credentials, expires=timedelta(days=1), context=b"portal.example")
/// >>> keys.open(sealed_token, context=b"portal.example").credentials == credentials
/// True
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct KeyRing(pub(crate) siplaunch::KeyRing);

#[pymethods]
impl KeyRing {
    #[new]
    #[pyo3(signature = (keys, *, current))]
    fn new(py: Python<'_>, keys: Items<i64, Py<PyBytes>>, current: i64) -> Result<Self> {
        let mut sealing_keys = Vec::new();
        for (id, key) in &keys.0 {
            let id = (*id).try_into().map_err(|_| Error::SealingKey)?;
            sealing_keys.push(SealingKey { id, key: key.as_bytes(py) });
        }
        let current = current.try_into().map_err(|_| Error::CurrentKey)?;
        Ok(Self(siplaunch::KeyRing::new(&sealing_keys, current)?))
    }

    /// Reads the text of a key file, as `siplaunch keygen` writes it (`KeyRing`).
    ///
    /// Raises:
    ///     SealedError: a bad entry; the error names its line.
    ///
    /// >>> KeyRing.from_toml('current = 0\n[keys]\n0 = "' + 32 * "5e" + '"')
    /// <siplaunch.KeyRing>
    #[staticmethod]
    fn from_toml(text: Text<'_>) -> Result<Self> {
        Ok(Self(siplaunch::KeyRing::from_toml(text.0)?))
    }

    /// Reads a key file (`KeyRing`).
    ///
    /// Args:
    ///     path (str | os.PathLike[str]): the path of the file. A file that others may read causes a warning.
    ///
    /// Raises:
    ///     OSError: the file cannot be read.
    ///     SealedError: a bad entry; the error names its line.
    #[staticmethod]
    fn from_file(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        Ok(Self::from_toml(Text(&read_secret_file(py, &path)?))?)
    }

    /// The sealed token of checked credentials (`str`), made with the current key.
    ///
    /// `Portal.sealed_link` makes a whole launch link at once. The sealed token may live some seconds longer than asked: its
    /// text then has no `..`, where some programs end a link. `Opened.expires` has the time.
    ///
    /// Args:
    ///     credentials (Credentials): the login of the app.
    ///     expires (datetime | timedelta): an aware datetime, or a time from now; before the year 2106.
    ///     context (bytes): bytes that both sides know and the link does not carry, such as the portal's host.
    ///
    /// Raises:
    ///     SealedError: an expiry out of range, or a datetime without time zone.
    #[pyo3(
        name = "seal",
        signature = (credentials, *, expires, context=&[][..]),
        text_signature = "($self, credentials, *, expires, context=b'')"
    )]
    fn py_seal(&self, credentials: &Credentials, expires: Expires, context: &[u8]) -> Result<Secret> {
        Ok(self.0.seal(credentials.get(), Seal { expires: expires.0, context })?.into())
    }

    /// The sealed token of a one-time link (`str`): a launch handler opens the app with it only once a tap claimed it.
    ///
    /// `Portal.one_time_link` makes a whole launch link at once. A salt from the system's random source makes each sealed
    /// token another one.
    ///
    /// Args:
    ///     credentials (Credentials): the login of the app.
    ///     expires (datetime | timedelta): an aware datetime, or a time from now; before the year 2106.
    ///     context (bytes): bytes that both sides know and the link does not carry, such as the portal's host.
    ///
    /// Raises:
    ///     SealedError: an expiry out of range, a datetime without time zone, or a system without random bytes.
    #[pyo3(
        signature = (credentials, *, expires, context=&[][..]),
        text_signature = "($self, credentials, *, expires, context=b'')"
    )]
    fn seal_one_time(&self, credentials: &Credentials, expires: Expires, context: &[u8]) -> Result<Secret> {
        Ok(self.0.seal_one_time(credentials.get(), Seal { expires: expires.0, context })?.into())
    }

    /// Opens a sealed token (`Opened`).
    ///
    /// Args:
    ///     sealed_token (str): the sealed token; `parse_launch_link` takes it out of a sealed link.
    ///     now (datetime | None): an aware datetime in place of the system's clock.
    ///     context (bytes): the context of the sealing.
    ///
    /// Raises:
    ///     SealedExpiredError: an authentic sealed token whose time is over.
    ///     SealedError: not a sealed token of this key ring and context. All causes give the same error.
    #[pyo3(
        signature = (sealed_token, *, now=None, context=&[][..]),
        text_signature = "($self, sealed_token, *, now=None, context=b'')"
    )]
    fn open(&self, sealed_token: Text<'_>, now: Option<Now>, context: &[u8]) -> Result<Opened> {
        Ok(Opened(self.0.open(sealed_token.0, Now::or_now(now), context)?))
    }

    fn __repr__(&self) -> &'static str {
        "<siplaunch.KeyRing>"
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a KeyRing holds keys"))
    }
}

/// The content of a sealed token.
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Opened(pub(crate) OwnedOpened);

#[pymethods]
impl Opened {
    /// The credentials (`Credentials`).
    #[getter]
    fn credentials(&self) -> Credentials {
        self.0.credentials.as_credentials().into()
    }

    /// The expiry of the link (`datetime`, aware, in UTC).
    #[getter]
    fn expires<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        time::moment(py, self.0.expires)
    }

    /// The id of the link (`str`): 32 lower-case hex digits, no secret. For revocation and claims.
    #[getter]
    fn id(&self) -> String {
        self.0.id.to_string()
    }

    /// Whether it is a one-time link's (`bool`), which opens the app only once a tap claimed it.
    #[getter]
    fn is_one_time(&self) -> bool {
        self.0.is_one_time
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.Opened {}>", self.0.id)
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("an Opened holds credentials"))
    }
}
