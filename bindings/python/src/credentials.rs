use pyo3::{
    prelude::*,
    types::{IntoPyDict as _, PyDict, PyType},
};
use siplaunch::OwnedCredentials;

use crate::{
    error::Result,
    imports::{DATACLASS_FIELDS, PARTIAL},
    text::Text,
};

/// The login of the app, made with keyword arguments. It never changes, and its `repr` shows no field.
///
/// Each field is one or more characters, none of them `&` or a control character (U+0000 to U+001F, U+007F). The functions
/// of `dataclasses` take credentials as a frozen dataclass.
///
/// Args:
///     username (str): the SIP username.
///     server (str): the SIP server or domain.
///     password (str): the SIP password.
///
/// Raises:
///     CredentialsError: the first field that is empty, or has `&` or a control character.
///
/// >>> credentials = Credentials(username="testuser", server="example.org", password="testpass")
/// >>> credentials
/// Credentials(...)
/// >>> credentials.password
/// 'testpass'
/// >>> Credentials(username="testuser", server="example.org", password="line\n")
/// Traceback (most recent call last):
///     ...
/// siplaunch.CredentialsError: the password contains '&' or a control character, such as a newline at its end: remove it or choose another
#[pyclass(frozen, eq, module = "siplaunch")]
pub(crate) struct Credentials(OwnedCredentials);

impl PartialEq for Credentials {
    fn eq(&self, other: &Self) -> bool {
        self.fields() == other.fields()
    }
}

impl Credentials {
    pub(crate) fn get(&self) -> siplaunch::Credentials<'_> {
        self.0.as_credentials()
    }

    fn fields(&self) -> (&str, &str, &str) {
        let siplaunch::Credentials { username, server, password } = self.get();
        (username, server, password)
    }
}

impl From<siplaunch::Credentials<'_>> for Credentials {
    fn from(credentials: siplaunch::Credentials<'_>) -> Self {
        Self(credentials.into())
    }
}

#[pymethods]
impl Credentials {
    #[new]
    #[pyo3(signature = (*, username, server, password))]
    fn new(username: Text<'_>, server: Text<'_>, password: Text<'_>) -> Result<Self> {
        let credentials = siplaunch::Credentials { username: username.0, server: server.0, password: password.0 };
        credentials.check()?;
        Ok(credentials.into())
    }

    #[classattr]
    #[pyo3(name = "__match_args__")]
    const MATCH_ARGS: (&str, &str, &str) = ("username", "server", "password");

    #[classattr]
    #[pyo3(name = "__dataclass_fields__")]
    const DATACLASS_FIELDS: DataclassFields = DataclassFields;

    #[getter]
    fn username(&self) -> &str {
        self.get().username
    }

    #[getter]
    fn server(&self) -> &str {
        self.get().server
    }

    #[getter]
    fn password(&self) -> &str {
        self.get().password
    }

    /// The characters `=`, `%` and `+` in the fields: the library allows them, but an app may read them in another way.
    ///
    /// Returns:
    ///     Pairs of a field's name and a character (`list[tuple[str, str]]`).
    ///
    /// >>> Credentials(username="50%off", server="example.org", password="a+b").ambiguities()
    /// [('username', '%'), ('password', '+')]
    fn ambiguities(&self) -> Vec<(&'static str, char)> {
        self.get().ambiguities().map(|(field, character)| (field.as_str(), character)).collect()
    }

    fn __repr__(&self) -> &'static str {
        "Credentials(...)"
    }

    /// Python's hash of strings differs by process, so that nobody can guess a password by it.
    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.fields().into_pyobject(py)?.hash()
    }

    /// What `copy.replace` calls, from Python 3.13 on.
    #[pyo3(signature = (*, username=None, server=None, password=None))]
    fn __replace__(
        &self,
        username: Option<Text<'_>>,
        server: Option<Text<'_>>,
        password: Option<Text<'_>>,
    ) -> Result<Self> {
        let (own_username, own_server, own_password) = self.fields();
        Self::new(
            username.unwrap_or(Text(own_username)),
            server.unwrap_or(Text(own_server)),
            password.unwrap_or(Text(own_password)),
        )
    }

    /// Has pickle and copy make new credentials, which check their fields.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, ())> {
        let (username, server, password) = self.fields();
        let fields = [("username", username), ("server", server), ("password", password)].into_py_dict(py)?;
        Ok((PARTIAL.get(py)?.call((py.get_type::<Self>(),), Some(&fields))?, ()))
    }
}

/// The descriptor of `Credentials.__dataclass_fields__`: the module `dataclasses`, which takes long to import, waits for
/// the first who asks.
#[pyclass(frozen, module = "siplaunch._native")]
struct DataclassFields;

#[pymethods]
impl DataclassFields {
    fn __get__<'py>(
        &self,
        py: Python<'py>,
        _credentials: Option<&Bound<'py, PyAny>>,
        _class: Option<&Bound<'py, PyType>>,
    ) -> PyResult<&Bound<'py, PyDict>> {
        Ok(DATACLASS_FIELDS.get(py)?.cast()?)
    }
}
