//! Columns of text from Python. `siplaunch._columns` names the fault of a column or cell that is no text.

use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    pybacked::PyBackedStr,
    types::{PyList, PyString},
};
use siplaunch::Credentials;

use crate::{
    error::{NOT_UTF8, exception},
    imports::{COLUMN_ITEMS, NO_COLUMN, WRONG_CELL, WRONG_COLUMN},
};

/// The field of each column. With an "s" it is the name of the argument.
const FIELDS: [&str; 3] = ["username", "server", "password"];

/// Three columns of the same length. They keep their cells alive while other threads run.
pub(crate) struct Columns([Vec<Cell>; 3]);

/// A text, or the object in its place.
type Cell = Result<PyBackedStr, Py<PyAny>>;

impl Columns {
    pub(crate) fn of([usernames, servers, passwords]: &[Bound<'_, PyAny>; 3]) -> PyResult<Self> {
        let columns = [cells(FIELDS[0], usernames)?, cells(FIELDS[1], servers)?, cells(FIELDS[2], passwords)?];
        let [rows, servers_len, passwords_len] = columns.each_ref().map(Vec::len);
        if rows != servers_len || rows != passwords_len {
            let text = format!(
                "the columns have different lengths: {rows} usernames, {servers_len} servers, {passwords_len} passwords"
            );
            return Err(exception(usernames.py(), 0, &text));
        }
        Ok(Self(columns))
    }

    pub(crate) fn rows(&self) -> usize {
        self.0[0].len()
    }

    /// The credentials of each row, or the first column in which it has no text.
    pub(crate) fn credentials(&self) -> impl Iterator<Item = Result<Credentials<'_>, usize>> {
        (0..self.rows()).map(|row| {
            let text = |column: usize| self.0[column][row].as_deref().map_err(|_| column);
            Ok(Credentials { username: text(0)?, server: text(1)?, password: text(2)? })
        })
    }

    /// The error of a cell that is no text.
    pub(crate) fn error(&self, py: Python<'_>, column: usize, row: usize) -> PyResult<PyErr> {
        let cell = self.0[column][row].as_ref().err();
        let text: String = WRONG_CELL.get(py)?.call1((FIELDS[column], cell))?.extract()?;
        Ok(exception(py, NOT_UTF8, &text))
    }
}

/// The cells of a column. A column without any text is an error, unless all its cells are missing.
fn cells(field: &str, column: &Bound<'_, PyAny>) -> PyResult<Vec<Cell>> {
    let py = column.py();
    let cells: Vec<Cell> = if let Ok(list) = column.cast::<PyList>() {
        list.iter().map(cell).collect()
    } else {
        let items = COLUMN_ITEMS.get(py)?.call1((column,))?;
        if items.is_none() {
            return Err(type_error(&NO_COLUMN.get(py)?.call1((field, column))?));
        }
        items.try_iter()?.map(|item| item.map(cell)).collect::<PyResult<_>>()?
    };
    if cells.iter().all(Result::is_err) {
        let others = PyList::new(py, cells.iter().filter_map(|cell| cell.as_ref().err()))?;
        let wrong = WRONG_COLUMN.get(py)?.call1((field, column, others))?;
        if !wrong.is_none() {
            return Err(type_error(&wrong));
        }
    }
    Ok(cells)
}

fn type_error(text: &Bound<'_, PyAny>) -> PyErr {
    PyTypeError::new_err(text.to_string())
}

fn cell(object: Bound<'_, PyAny>) -> Cell {
    match object.cast_into::<PyString>() {
        Ok(text) => PyBackedStr::try_from(text.clone()).map_err(|_| text.into_any().unbind()),
        Err(other) => Err(other.into_inner().unbind()),
    }
}
