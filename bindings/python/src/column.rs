//! Columns of text from Python. `siplaunch._columns` names the fault of a column or cell that is no text.

use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyList, PyTuple},
};
use siplaunch::Credentials;

use crate::{
    error::{NOT_UTF8, exception},
    imports::{COLUMN_ITEMS, NO_COLUMN, WRONG_CELL, WRONG_COLUMN},
};

/// The field of each column. With an "s" it is the name of the argument.
pub(crate) const FIELDS: [&str; 3] = ["username", "server", "password"];

/// Three columns of the same length. A tuple keeps its cells as they are while other threads run.
pub(crate) struct Columns<'py>([Bound<'py, PyTuple>; 3]);

impl<'py> Columns<'py> {
    /// The columns of usernames, servers and passwords.
    pub(crate) fn of([usernames, servers, passwords]: [&Bound<'py, PyAny>; 3]) -> PyResult<Self> {
        let columns = [cells(FIELDS[0], usernames)?, cells(FIELDS[1], servers)?, cells(FIELDS[2], passwords)?];
        let [rows, servers_len, passwords_len] = columns.each_ref().map(PyTupleMethods::len);
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

    /// The credentials of a row, or the first column in which it has no text.
    pub(crate) fn credentials(&self, row: usize) -> Result<Credentials<'_>, usize> {
        let cell = |column: usize| text(&self.0[column], row).ok_or(column);
        Ok(Credentials { username: cell(0)?, server: cell(1)?, password: cell(2)? })
    }

    /// The error of a cell that is no text.
    pub(crate) fn error(&self, column: usize, row: usize) -> PyResult<PyErr> {
        let cell = self.0[column].get_borrowed_item(row)?;
        let text: String = WRONG_CELL.get(cell.py())?.call1((FIELDS[column], cell))?.extract()?;
        Ok(exception(cell.py(), NOT_UTF8, &text))
    }
}

/// The cells of a column. A column without any text is an error, unless all its cells are missing.
fn cells<'py>(field: &str, column: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
    let py = column.py();
    let is_plain = column.is_exact_instance_of::<PyList>() || column.is_exact_instance_of::<PyTuple>();
    let items = if is_plain { column.clone() } else { COLUMN_ITEMS.get(py)?.call1((column,))? };
    if items.is_none() {
        return Err(type_error(&NO_COLUMN.get(py)?.call1((field, column))?));
    }
    let cells: Bound<'py, PyTuple> = py.get_type::<PyTuple>().call1((items,))?.cast_into()?;
    if (0..cells.len()).all(|row| text(&cells, row).is_none()) {
        let wrong = WRONG_COLUMN.get(py)?.call1((field, column, &cells))?;
        if !wrong.is_none() {
            return Err(type_error(&wrong));
        }
    }
    Ok(cells)
}

fn type_error(text: &Bound<'_, PyAny>) -> PyErr {
    PyTypeError::new_err(text.to_string())
}

fn text<'a>(column: &'a Bound<'_, PyTuple>, row: usize) -> Option<&'a str> {
    column.get_borrowed_item(row).ok()?.extract().ok()
}
