use std::path::PathBuf;

use pyo3::{prelude::*, types::PyBytes};
use siplaunch::BrandParts;

use crate::{
    column::Columns,
    columns::Batch,
    credentials::Credentials,
    error::{Result, not_pickled},
    file::read_secret_file,
    text::{Secret, Text},
};

/// One build of the app: its AES key, its initialization vector (IV) and its URL scheme.
///
/// A brand never changes, and threads share it freely: make it once and keep it. It cannot be pickled.
///
/// Args:
///     key (bytes): 16, 24 or 32 bytes.
///     iv (bytes): 16 bytes.
///     scheme (str): the scheme that the app registers, such as `acme-phone`; at most 63 bytes.
///
/// Raises:
///     BrandError: a wrong length, or a bad scheme.
///
/// >>> Brand(key=bytes(16), iv=bytes(16), scheme="acme-phone").scheme
/// 'acme-phone'
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Brand(pub(crate) siplaunch::Brand);

#[pymethods]
impl Brand {
    #[new]
    #[pyo3(signature = (*, key, iv, scheme))]
    fn new(key: &[u8], iv: &[u8], scheme: Text<'_>) -> Result<Self> {
        Ok(Self(siplaunch::Brand::new(BrandParts { key, iv, scheme: scheme.0 })?))
    }

    /// The brand of the published sip:phone app (`Brand`).
    ///
    /// **Its key is public**: anybody who sees a token of this brand can read the password in it.
    ///
    /// >>> Brand.sip_phone().uses_published_key
    /// True
    #[staticmethod]
    fn sip_phone() -> Self {
        Self(siplaunch::Brand::sip_phone())
    }

    /// Reads the text of a brand file (`Brand`): TOML with `key` or `key_hex`, `iv` or `iv_hex`, and `scheme`, which may be
    /// missing.
    ///
    /// Raises:
    ///     BrandError: a bad entry; the error names its line.
    ///
    /// >>> Brand.from_toml('scheme = "acme"\nkey = "0123456789abcdef"\niv = "fedcba9876543210"').scheme
    /// 'acme'
    #[staticmethod]
    fn from_toml(text: Text<'_>) -> Result<Self> {
        Ok(Self(siplaunch::Brand::from_toml(text.0)?))
    }

    /// Reads a brand file (`Brand`).
    ///
    /// Args:
    ///     path (str | os.PathLike[str]): the path of the file. A file that others may read causes a warning.
    ///
    /// Raises:
    ///     OSError: the file cannot be read.
    ///     BrandError: a bad entry; the error names its line.
    #[staticmethod]
    fn from_file(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        Ok(Self::from_toml(Text(&read_secret_file(py, &path)?))?)
    }

    /// The URL scheme of this app build (`str`).
    #[getter]
    fn scheme(&self) -> &str {
        self.0.scheme().as_str()
    }

    /// Whether the brand has the published key, which hides nothing from anybody (`bool`).
    #[getter]
    fn uses_published_key(&self) -> bool {
        self.0.uses_published_key()
    }

    /// The token of checked credentials (`str`): canonical Base64, as it follows `SCHEME://` in an app link.
    ///
    /// >>> credentials = Credentials(username="a", server="b", password="c")
    /// >>> Brand.sip_phone().token(credentials)
    /// 'yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8='
    fn token(&self, credentials: &Credentials) -> Result<Secret> {
        Ok(self.0.token(credentials.get())?.into())
    }

    /// The token of any bytes (`str`), without a check, as the handbook's scripts make it of their standard input.
    ///
    /// For credentials use `token`: it refuses fields that the app would misread.
    ///
    /// >>> Brand.sip_phone().raw_token(b"username=a&server=b&password=c")
    /// 'yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8='
    fn raw_token(&self, plaintext: &[u8]) -> Secret {
        self.0.raw_token(plaintext).into()
    }

    /// The app link of checked credentials (`str`): `SCHEME://TOKEN`, as the app opens it.
    ///
    /// It is ready for a `Location` header. Keep it out of URL classes and redirect helpers: the token has the place of a
    /// URL's host, and many of them turn a host to lower case.
    ///
    /// >>> credentials = Credentials(username="a", server="b", password="c")
    /// >>> Brand.sip_phone().app_link(credentials)
    /// 'sipphone://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8='
    fn app_link(&self, credentials: &Credentials) -> Result<Secret> {
        Ok(self.0.scheme().app_link(self.0.token(credentials.get())?).into())
    }

    /// The tokens of many credentials in columns (`Batch`), as `token` makes one.
    ///
    /// Args:
    ///     usernames (Iterable[str]): one a row, in a list or in a column of pandas, NumPy or Arrow, for example.
    ///     servers (Iterable[str]): the same number of servers.
    ///     passwords (Iterable[str]): the same number of passwords.
    ///
    /// Raises:
    ///     TypeError: a column without any text, of numbers for example.
    ///     SiplaunchError: columns of different lengths. `Batch.errors` has the errors of single rows.
    ///
    /// >>> batch = Brand.sip_phone().tokens(["a", "x"], ["b", "y"], ["c", "line\n"])
    /// >>> batch.results
    /// ['yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=', None]
    /// >>> [(row, error.code) for row, error in batch.errors.items()]
    /// [(1, 25)]
    fn tokens(
        &self,
        py: Python<'_>,
        usernames: &Bound<'_, PyAny>,
        servers: &Bound<'_, PyAny>,
        passwords: &Bound<'_, PyAny>,
    ) -> PyResult<Batch> {
        let columns = Columns::of([usernames, servers, passwords])?;
        Batch::of(py, &columns, |_| siplaunch::Batch::tokens(&self.0))
    }

    /// The app links of many credentials in columns (`Batch`), as `app_link` makes one. Arguments and errors are those of
    /// `tokens`.
    ///
    /// >>> Brand.sip_phone().app_links(["a"], ["b"], ["c"]).results
    /// ['sipphone://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=']
    fn app_links(
        &self,
        py: Python<'_>,
        usernames: &Bound<'_, PyAny>,
        servers: &Bound<'_, PyAny>,
        passwords: &Bound<'_, PyAny>,
    ) -> PyResult<Batch> {
        let columns = Columns::of([usernames, servers, passwords])?;
        Batch::of(py, &columns, |_| siplaunch::Batch::app_links(&self.0))
    }

    /// The Android intent link of checked credentials (`str`). It opens one app, and no other with the same scheme.
    ///
    /// Args:
    ///     credentials (Credentials): the login of the app.
    ///     package (str): the Android application id.
    ///     fallback_url (str | None): the page that a browser opens without the app, an absolute http or https URL.
    ///
    /// Raises:
    ///     LinkError: a bad package or URL.
    ///
    /// >>> credentials = Credentials(username="a", server="b", password="c")
    /// >>> Brand.sip_phone().intent_link(credentials, package="com.example.phone")
    /// 'intent://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=#Intent;scheme=sipphone;package=com.example.phone;end'
    #[pyo3(signature = (credentials, *, package, fallback_url=None))]
    fn intent_link(
        &self,
        credentials: &Credentials,
        package: Text<'_>,
        fallback_url: Option<Text<'_>>,
    ) -> Result<Secret> {
        let token = self.0.token(credentials.get())?;
        Ok(self.0.scheme().intent_link(token, package.0, fallback_url.map(|Text(url)| url))?.into())
    }

    /// The plaintext of a token (`bytes`).
    ///
    /// Never offer this to strangers, over HTTP for example: it would be a padding oracle. The launch handler decodes
    /// nothing.
    ///
    /// Raises:
    ///     TokenError: not a token of this brand. All causes give the same error.
    ///
    /// >>> Brand.sip_phone().decode("yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=")
    /// b'username=a&server=b&password=c'
    fn decode<'py>(&self, py: Python<'py>, token: Text<'_>) -> Result<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.0.decode(token.0)?))
    }

    /// The credentials that the app reads in a token (`Credentials`). Never offer this to strangers: see `decode`.
    ///
    /// Raises:
    ///     TokenError: not a token of this brand, or a token without three good fields.
    ///
    /// >>> Brand.sip_phone().decode_credentials("yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=").username
    /// 'a'
    fn decode_credentials(&self, token: Text<'_>) -> Result<Credentials> {
        Ok(self.0.decode_credentials(token.0)?.as_credentials().into())
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.Brand {}>", self.scheme())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a Brand holds a key"))
    }
}
