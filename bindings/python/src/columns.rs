use std::ops::Range;

use pyo3::{
    prelude::*,
    types::{PyDict, PyList, PyString},
};
use siplaunch::{Credentials, Error};
use zeroize::Zeroizing;

use crate::{
    brand::Brand,
    column::Columns,
    error::{CoreError, not_pickled},
    portal::Portal,
};

/// The tokens of many credentials in columns (`Batch`). Other threads run meanwhile.
///
/// Args:
///     brand (Brand): the app.
///     usernames (Iterable[str]): one a row, in a list or in a column of pandas, NumPy or Arrow, for example.
///     servers (Iterable[str]): the same number of servers.
///     passwords (Iterable[str]): the same number of passwords.
///
/// Raises:
///     TypeError: a column without any text, of numbers for example.
///     SiplaunchError: columns of different lengths. `Batch.errors` has the errors of single rows.
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
    usernames: Bound<'_, PyAny>,
    servers: Bound<'_, PyAny>,
    passwords: Bound<'_, PyAny>,
) -> PyResult<Batch> {
    let brand = &brand.0;
    make(py, [usernames, servers, passwords], |credentials, out| brand.token(credentials)?.write_bytes_into(out))
}

/// The launch links of many credentials in columns (`Batch`). Other threads run meanwhile.
///
/// Args:
///     portal (Portal): the portal of the links.
///     brand (Brand): the app.
///     usernames (Iterable[str]): one a row, in a list or in a column of pandas, NumPy or Arrow, for example.
///     servers (Iterable[str]): the same number of servers.
///     passwords (Iterable[str]): the same number of passwords.
///
/// Raises:
///     TypeError: a column without any text, of numbers for example.
///     SiplaunchError: columns of different lengths. `Batch.errors` has the errors of single rows.
///
/// >>> links_many(Portal("https://portal.example/p"), Brand.sip_phone(), ["a"], ["b"], ["c"]).results
/// ['https://portal.example/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D']
#[pyfunction]
pub(crate) fn links_many(
    py: Python<'_>,
    portal: &Portal,
    brand: &Brand,
    usernames: Bound<'_, PyAny>,
    servers: Bound<'_, PyAny>,
    passwords: Bound<'_, PyAny>,
) -> PyResult<Batch> {
    let (portal, brand) = (portal.0.as_portal(), &brand.0);
    make(py, [usernames, servers, passwords], |credentials, out| {
        portal.link(brand.token(credentials)?).write_bytes_into(out)
    })
}

/// The results of `encode_many` and `links_many`.
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Batch {
    /// One text a row (`list[str | None]`), `None` for a bad row.
    #[pyo3(get)]
    results: Py<PyList>,
    /// The errors of the bad rows (`dict[int, SiplaunchError]`), by index from 0.
    #[pyo3(get)]
    errors: Py<PyDict>,
}

#[pymethods]
impl Batch {
    fn __repr__(&self, py: Python<'_>) -> String {
        format!("<siplaunch.Batch of {} rows, {} bad>", self.results.bind(py).len(), self.errors.bind(py).len())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a Batch holds logins"))
    }
}

/// Makes a text of each row: `write` writes the text into a buffer and returns its length.
fn make(
    py: Python<'_>,
    columns: [Bound<'_, PyAny>; 3],
    write: impl Fn(Credentials<'_>, &mut [u8]) -> Result<usize, Error> + Sync,
) -> PyResult<Batch> {
    let columns = Columns::of(&columns)?;
    let mut texts = Texts::with_capacity(columns.rows());
    let rows: Vec<Row> = py.detach(|| {
        let mut text = |credentials| texts.push(|out| write(credentials, out)).map_err(Bad::Credentials);
        columns.credentials().map(|row| row.map_err(Bad::Cell).and_then(&mut text)).collect()
    });
    let errors = PyDict::new(py);
    for (index, row) in rows.iter().enumerate() {
        let error = match row {
            Ok(_) => continue,
            Err(Bad::Cell(column)) => columns.error(py, *column, index)?,
            Err(Bad::Credentials(error)) => CoreError::from(*error).into(),
        };
        errors.set_item(index, error.into_value(py))?;
    }
    let results = rows.iter().map(|row| row.as_ref().ok().map(|at| PyString::new(py, texts.get(at))));
    Ok(Batch { results: PyList::new(py, results)?.unbind(), errors: errors.unbind() })
}

/// The place of a row's text, or the row's fault.
type Row = Result<Range<usize>, Bad>;

enum Bad {
    /// The number of the column that has no text.
    Cell(usize),
    Credentials(Error),
}

/// Many texts in one buffer, wiped when dropped.
struct Texts {
    bytes: Zeroizing<Vec<u8>>,
    len: usize,
}

impl Texts {
    /// Most links are shorter.
    const USUAL_LEN: usize = 192;

    fn with_capacity(texts: usize) -> Self {
        Self { bytes: Zeroizing::new(vec![0; (texts + 2) * Self::USUAL_LEN]), len: 0 }
    }

    fn push(&mut self, write: impl Fn(&mut [u8]) -> Result<usize, Error>) -> Result<Range<usize>, Error> {
        loop {
            match write(&mut self.bytes[self.len..]) {
                Ok(len) => {
                    let start = self.len;
                    self.len += len;
                    return Ok(start..self.len);
                }
                Err(Error::BufferTooSmall) => self.grow(),
                Err(error) => return Err(error),
            }
        }
    }

    fn grow(&mut self) {
        let mut bytes = Zeroizing::new(vec![0; self.bytes.len() * 2]);
        bytes[..self.len].copy_from_slice(&self.bytes[..self.len]);
        self.bytes = bytes;
    }

    fn get(&self, at: &Range<usize>) -> &str {
        str::from_utf8(&self.bytes[at.clone()]).expect("tokens and links are ASCII")
    }
}
