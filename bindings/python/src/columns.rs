use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    pybacked::PyBackedStr,
    types::{PyDict, PyList, PyString},
};
use siplaunch::{Credentials, Error};
use zeroize::Zeroizing;

use crate::{
    brand::Brand,
    error::{CoreError, exception},
    portal::Portal,
};

/// The tokens of many credentials, given as columns (`Batch`). Other threads run meanwhile.
///
/// Args:
///     brand (Brand): the app.
///     usernames (Sequence[str]): one a row.
///     servers (Sequence[str]): as many.
///     passwords (Sequence[str]): as many.
///
/// Raises:
///     SiplaunchError: columns of different lengths. What is wrong with a row is in `Batch.errors`.
///
/// >>> batch = encode_many(Brand.sip_phone(), ["a", "x"], ["b", "y"], ["c", "line\n"])
/// >>> batch.results
/// ['yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=', None]
/// >>> [(row, error.code) for row, error in batch.errors.items()]
/// [(1, 25)]
#[pyfunction]
pub(crate) fn encode_many(
    py: Python<'_>,
    brand: &Brand,
    usernames: Column,
    servers: Column,
    passwords: Column,
) -> PyResult<Batch> {
    let brand = &brand.0;
    make(py, [usernames, servers, passwords], |credentials| Ok(brand.token(credentials)?.into()))
}

/// The launch links of many credentials, given as columns (`Batch`). Other threads run meanwhile.
///
/// Args:
///     portal (Portal): where the links point to.
///     brand (Brand): the app.
///     usernames (Sequence[str]): one a row.
///     servers (Sequence[str]): as many.
///     passwords (Sequence[str]): as many.
///
/// Raises:
///     SiplaunchError: columns of different lengths. What is wrong with a row is in `Batch.errors`.
///
/// >>> links_many(Portal("https://portal.example/p"), Brand.sip_phone(), ["a"], ["b"], ["c"]).results
/// ['https://portal.example/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D']
#[pyfunction]
pub(crate) fn links_many(
    py: Python<'_>,
    portal: &Portal,
    brand: &Brand,
    usernames: Column,
    servers: Column,
    passwords: Column,
) -> PyResult<Batch> {
    let (portal, brand) = (portal.0.as_portal(), &brand.0);
    make(py, [usernames, servers, passwords], |credentials| Ok(portal.launch_link(brand.token(credentials)?).into()))
}

/// What became of the rows of columns.
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Batch {
    /// One text a row (`list[str | None]`), `None` for a bad row.
    #[pyo3(get)]
    results: Py<PyList>,
    /// What is wrong with the bad rows (`dict[int, SiplaunchError]`), by index from 0.
    #[pyo3(get)]
    errors: Py<PyDict>,
}

#[pymethods]
impl Batch {
    fn __repr__(&self, py: Python<'_>) -> String {
        format!("<siplaunch.Batch of {} rows, {} bad>", self.results.bind(py).len(), self.errors.bind(py).len())
    }
}

/// The texts of a sequence, `None` for what is no text; kept alive while other threads run.
pub(crate) struct Column(Vec<Option<PyBackedStr>>);

impl<'py> FromPyObject<'_, 'py> for Column {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        // A single text is a sequence of texts too, but was hardly meant as one.
        if object.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err("expected a sequence of str, got one str"));
        }
        let text = |cell: PyResult<Bound<'py, PyAny>>| Ok(cell?.extract().ok());
        match object.cast::<PyList>() {
            Ok(list) => Ok(Self(list.iter().map(|cell| cell.extract().ok()).collect())),
            Err(_) => object.try_iter()?.map(text).collect::<PyResult<_>>().map(Self),
        }
    }
}

fn make(
    py: Python<'_>,
    columns: [Column; 3],
    text_of: impl Fn(Credentials<'_>) -> Result<String, Error> + Sync,
) -> PyResult<Batch> {
    let [Column(usernames), Column(servers), Column(passwords)] = &columns;
    if usernames.len() != servers.len() || usernames.len() != passwords.len() {
        return Err(exception(py, 0, "the columns have different lengths"));
    }
    let rows = || usernames.iter().zip(servers).zip(passwords);
    let made: Vec<Option<Result<Zeroizing<String>, Error>>> = py.detach(|| {
        rows()
            .map(|((username, server), password)| {
                let (username, server, password) = (username.as_ref()?, server.as_ref()?, password.as_ref()?);
                Some(text_of(Credentials { username, server, password }).map(Zeroizing::new))
            })
            .collect()
    });
    let errors = PyDict::new(py);
    let results = PyList::empty(py);
    for (row, made) in made.into_iter().enumerate() {
        let error = match made {
            Some(Ok(text)) => {
                results.append(PyString::new(py, &text))?;
                continue;
            }
            Some(Err(error)) => CoreError::from(error).into(),
            None => exception(py, 0, "a field is no str, or has lone surrogates"),
        };
        results.append(py.None())?;
        errors.set_item(row, error.into_value(py))?;
    }
    Ok(Batch { results: results.unbind(), errors: errors.unbind() })
}
