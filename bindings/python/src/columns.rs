//! The texts of many rows, which `Brand` and `Portal` make.

use std::ops::Range;

use pyo3::{
    prelude::*,
    types::{PyDict, PyList, PyString},
};
use siplaunch::{Credentials, Error};
use zeroize::Zeroize as _;

use crate::{
    column::Columns,
    error::{CoreError, not_pickled},
};

/// A call of so many rows ends before Python would let another thread run. It keeps Python's lock, and its parts stay in
/// the CPU's caches. A longer call releases the lock, for so long at a time that it does not wait for it too often.
const SHORT: usize = 4096;
const PART_OF_SHORT: usize = 256;
const PART_OF_LONG: usize = 4096;

/// The texts of many rows, such as `Portal.launch_links` makes. Other threads run while more than 4,096 rows are made.
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
    /// Makes the text of each row: `batch` has what the rows of a range get.
    pub(crate) fn of<'a>(
        py: Python<'_>,
        columns: &Columns<'_>,
        batch: impl Fn(Range<usize>) -> siplaunch::Batch<'a>,
    ) -> PyResult<Self> {
        let is_short = columns.rows() <= SHORT;
        let part = if is_short { PART_OF_SHORT } else { PART_OF_LONG };
        let mut chunk = Chunk::default();
        let mut bad = Vec::new();
        let results = (0..columns.rows()).map(|row| {
            if row == chunk.rows.end {
                chunk.rows = row..columns.rows().min(row + part);
                let rows = chunk.credentials(columns, &mut bad);
                let batch = batch(chunk.rows.clone());
                let mut write = || chunk.write(&rows, batch, &mut bad);
                if is_short { write() } else { py.detach(write) }
            }
            let text = chunk.text(row)?;
            Some(PyString::from_bytes(py, text).expect("memory for an ASCII text"))
        });
        let results = PyList::new(py, results)?.unbind();
        // A row without a text has two faults.
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
    rows: Range<usize>,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Chunk {
    /// The credentials of the rows. The core rejects those without a text, whose own fault comes before.
    fn credentials<'a>(&self, columns: &'a Columns<'_>, bad: &mut Vec<(usize, Bad)>) -> Vec<Credentials<'a>> {
        let credentials = |row| {
            columns.credentials(row).unwrap_or_else(|column| {
                bad.push((row, Bad::Cell(column)));
                Credentials { username: "", server: "", password: "" }
            })
        };
        self.rows.clone().map(credentials).collect()
    }

    fn write(&mut self, rows: &[Credentials<'_>], batch: siplaunch::Batch<'_>, bad: &mut Vec<(usize, Bad)>) {
        let mut rejected = |at, error| bad.push((self.rows.start + at, Bad::Credentials(error)));
        self.ends.resize(rows.len(), 0);
        while batch.write_into(rows, &mut self.text, &mut self.ends, &mut rejected).is_err() {
            wipe(&mut self.text);
            self.text = vec![0; batch.max_len(rows)];
        }
    }

    /// The text of a row in ASCII, unless it is a bad one.
    fn text(&self, row: usize) -> Option<&[u8]> {
        let at = row - self.rows.start;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..self.ends[at]]).filter(|text| !text.is_empty())
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        wipe(&mut self.text);
    }
}

/// Wipes a slice at once: a `Vec` would be wiped byte by byte.
fn wipe(text: &mut [u8]) {
    text.zeroize();
}
