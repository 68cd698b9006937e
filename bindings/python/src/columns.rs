//! The texts of many rows, which `Brand` and `Portal` make.

use std::ops::Range;

use pyo3::{
    marker::Ungil,
    prelude::*,
    types::{PyDict, PyList, PyString},
};
use siplaunch::{Credentials, Error};
use zeroize::Zeroize as _;

use crate::{
    column::Columns,
    error::{CoreError, not_pickled},
};

/// The number of rows that other threads wait for at most.
const ROWS_AT_ONCE: usize = 4096;

/// The texts of many rows, such as `Portal.launch_links` makes.
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

impl Batch {
    /// Makes the text of each row: `batch` has what the rows of a range get. Other threads run meanwhile.
    pub(crate) fn of<'a>(
        py: Python<'_>,
        columns: &Columns<'_>,
        batch: impl Fn(Range<usize>) -> siplaunch::Batch<'a> + Ungil,
    ) -> PyResult<Self> {
        let mut chunk = Chunk::default();
        let mut bad = Vec::new();
        let results = (0..columns.rows()).map(|row| {
            if row % ROWS_AT_ONCE == 0 {
                let end = columns.rows().min(row + ROWS_AT_ONCE);
                chunk.write(py, columns, row..end, batch(row..end), &mut bad);
            }
            let text = chunk.text(row % ROWS_AT_ONCE)?;
            Some(PyString::from_bytes(py, text).expect("memory for an ASCII text"))
        });
        let results = PyList::new(py, results)?.unbind();
        // A row without a text has two faults, its own first.
        bad.sort_by_key(|(row, _)| *row);
        bad.dedup_by_key(|(row, _)| *row);
        let errors = PyDict::new(py);
        for (row, bad) in bad {
            errors.set_item(row, bad.error(columns, row)?.into_value(py))?;
        }
        Ok(Self { results, errors: errors.unbind() })
    }
}

/// The fault of a row.
enum Bad {
    /// The number of the column that has no text.
    Cell(usize),
    Credentials(Error),
}

impl Bad {
    /// The error of the row, or of the whole batch: all rows expire together.
    fn error(self, columns: &Columns<'_>, row: usize) -> PyResult<PyErr> {
        match self {
            Self::Cell(column) => columns.error(column, row),
            Self::Credentials(Error::Expires) => Err(CoreError::from(Error::Expires).into()),
            Self::Credentials(error) => Ok(CoreError::from(error).into()),
        }
    }
}

/// The texts of some rows in one buffer, wiped when dropped.
#[derive(Default)]
struct Chunk {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Chunk {
    fn write(
        &mut self,
        py: Python<'_>,
        columns: &Columns<'_>,
        range: Range<usize>,
        batch: siplaunch::Batch<'_>,
        bad: &mut Vec<(usize, Bad)>,
    ) {
        let first = range.start;
        let credentials = |row| {
            columns.credentials(row).unwrap_or_else(|column| {
                bad.push((row, Bad::Cell(column)));
                // The core rejects it.
                Credentials { username: "", server: "", password: "" }
            })
        };
        let rows: Vec<_> = range.map(credentials).collect();
        py.detach(|| {
            let len = batch.max_len(&rows);
            if self.text.len() < len {
                self.wipe();
                self.text = vec![0; len];
            }
            self.ends.resize(rows.len(), 0);
            let rejected = |at, error| bad.push((first + at, Bad::Credentials(error)));
            batch.write_into(&rows, &mut self.text, &mut self.ends, rejected).expect("the buffers have room");
        });
    }

    /// The text of a row in ASCII, unless it is a bad one.
    fn text(&self, at: usize) -> Option<&[u8]> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..self.ends[at]]).filter(|text| !text.is_empty())
    }

    /// A slice is wiped at once, and a `Vec` byte by byte.
    fn wipe(&mut self) {
        self.text[..].zeroize();
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        self.wipe();
    }
}
