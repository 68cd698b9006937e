use pyo3::{prelude::*, types::PyDict};
use siplaunch::OwnedCredentials;

use crate::{error::Result, imports::CREDENTIALS, text::Text};

/// The base of the dataclass `siplaunch.Credentials`. It holds the fields and wipes them when dropped.
#[pyclass(frozen, subclass, module = "siplaunch._native")]
pub(crate) struct Credentials(OwnedCredentials);

impl Credentials {
    pub(crate) fn get(&self) -> siplaunch::Credentials<'_> {
        self.0.as_credentials()
    }
}

#[pymethods]
impl Credentials {
    #[new]
    #[pyo3(signature = (*, username, server, password))]
    fn new(username: Text<'_>, server: Text<'_>, password: Text<'_>) -> Result<Self> {
        let credentials = siplaunch::Credentials { username: username.0, server: server.0, password: password.0 };
        credentials.check()?;
        Ok(Self(credentials.into()))
    }

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
}

/// The dataclass of some credentials.
pub(crate) fn dataclass<'py>(py: Python<'py>, credentials: siplaunch::Credentials<'_>) -> PyResult<Bound<'py, PyAny>> {
    let siplaunch::Credentials { username, server, password } = credentials;
    let fields = PyDict::new(py);
    fields.set_item("username", username)?;
    fields.set_item("server", server)?;
    fields.set_item("password", password)?;
    CREDENTIALS.get(py)?.call((), Some(&fields))
}
