//! Columns of text from any library with the Arrow PyCapsule interface.

use arrow_array::{
    Array, ArrayRef, GenericStringArray, LargeStringArray, OffsetSizeTrait, StringArray, StringViewArray,
    cast::AsArray as _, ffi_stream::ArrayStreamReader, make_array,
};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, DataType};
use pyo3::{exceptions::PyTypeError, prelude::*, types::PyCapsule};
use siplaunch::Credentials;

use super::capsule;
use crate::{column::FIELDS, error::exception};

/// Three columns of the same length.
pub(super) struct Columns([Column; 3]);

impl Columns {
    pub(super) fn of([usernames, servers, passwords]: [&Bound<'_, PyAny>; 3]) -> PyResult<Self> {
        let columns =
            [Column::of(FIELDS[0], usernames)?, Column::of(FIELDS[1], servers)?, Column::of(FIELDS[2], passwords)?];
        let [rows, servers_len, passwords_len] = columns.each_ref().map(Column::rows);
        if rows != servers_len || rows != passwords_len {
            let text = format!(
                "the columns have different lengths: {rows} usernames, {servers_len} servers, {passwords_len} passwords"
            );
            return Err(exception(usernames.py(), 0, &text));
        }
        Ok(Self(columns))
    }

    pub(super) fn rows(&self) -> usize {
        self.0[0].rows()
    }

    /// Reads the credentials of rows from `start` on, as many as `rows` has. A missing text is empty.
    pub(super) fn read<'c>(&'c self, start: usize, rows: &mut [Credentials<'c>]) {
        let [usernames, servers, passwords] = &self.0;
        usernames.read(start, rows, |row, text| row.username = text);
        servers.read(start, rows, |row, text| row.server = text);
        passwords.read(start, rows, |row, text| row.password = text);
    }

    /// The first field without a text in a row.
    pub(super) fn missing(&self, row: usize) -> Option<&'static str> {
        let is_missing = |column: &Column| {
            let (chunk, row) = column.place(row);
            chunk.get(row).is_none()
        };
        self.0.iter().position(is_missing).map(|column| FIELDS[column])
    }
}

/// A column in chunks.
struct Column {
    chunks: Vec<Chunk>,
    /// The number of rows up to the end of each chunk.
    ends: Vec<usize>,
}

impl Column {
    fn of(field: &str, column: &Bound<'_, PyAny>) -> PyResult<Self> {
        let chunks =
            arrays(field, column)?.into_iter().map(|array| Chunk::of(field, array)).collect::<PyResult<Vec<_>>>()?;
        let ends = chunks.iter().scan(0, |end, chunk| {
            *end += chunk.len();
            Some(*end)
        });
        Ok(Self { ends: ends.collect(), chunks })
    }

    fn rows(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Passes the texts of rows from `start` on to `put`.
    fn read<'c, R>(&'c self, mut start: usize, mut rows: &mut [R], put: impl Fn(&mut R, &'c str)) {
        while !rows.is_empty() {
            let (chunk, at) = self.place(start);
            let (now, later) = rows.split_at_mut(rows.len().min(chunk.len() - at));
            chunk.read(at, now, &put);
            start += now.len();
            rows = later;
        }
    }

    /// The chunk of a row, and the row's place in it.
    fn place(&self, row: usize) -> (&Chunk, usize) {
        let chunk = self.ends.partition_point(|end| *end <= row);
        let before = chunk.checked_sub(1).map_or(0, |before| self.ends[before]);
        (&self.chunks[chunk], row - before)
    }
}

/// Texts in one of Arrow's types for them.
enum Chunk {
    Text(StringArray),
    LargeText(LargeStringArray),
    View(StringViewArray),
    Dictionary {
        keys: Vec<usize>,
        nulls: Option<NullBuffer>,
        values: Box<Self>,
    },
    /// The type of a column whose cells are all missing.
    Null(usize),
}

impl Chunk {
    fn of(field: &str, array: ArrayRef) -> PyResult<Self> {
        Ok(match array.data_type() {
            DataType::Utf8 => Self::Text(array.as_string().clone()),
            DataType::LargeUtf8 => Self::LargeText(array.as_string().clone()),
            DataType::Utf8View => Self::View(array.as_string_view().clone()),
            DataType::Null => Self::Null(array.len()),
            // No row has a value, and `normalized_keys` would panic.
            DataType::Dictionary(_, of) if array.as_any_dictionary().values().is_empty() && is_text(of) => {
                Self::Null(array.len())
            }
            DataType::Dictionary(_, of) if is_text(of) => {
                let dictionary = array.as_any_dictionary();
                Self::Dictionary {
                    keys: dictionary.normalized_keys(),
                    nulls: dictionary.nulls().cloned(),
                    values: Box::new(Self::of(field, dictionary.values().clone())?),
                }
            }
            // A query that has one column.
            DataType::Struct(columns) if columns.len() == 1 && array.null_count() == 0 => {
                Self::of(field, array.as_struct().column(0).clone())?
            }
            DataType::Struct(columns) => {
                let text = format!("the column '{field}s' is a table of {} columns: give one of them", columns.len());
                return Err(PyTypeError::new_err(text));
            }
            other => {
                let text =
                    format!("the column '{field}s' holds {other} and not text: cast it to a string type of Arrow");
                return Err(PyTypeError::new_err(text));
            }
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(array) => array.len(),
            Self::LargeText(array) => array.len(),
            Self::View(array) => array.len(),
            Self::Dictionary { keys, .. } => keys.len(),
            Self::Null(len) => *len,
        }
    }

    /// Passes the texts of rows from `start` on to `put`. Each type has a loop of its own: most cells take longer to find than to
    /// read.
    fn read<'c, R>(&'c self, start: usize, rows: &mut [R], put: impl Fn(&mut R, &'c str)) {
        let rows = rows.iter_mut().zip(start..);
        match self {
            Self::Text(array) => rows.for_each(|(row, at)| put(row, text(array, at).unwrap_or_default())),
            Self::LargeText(array) => rows.for_each(|(row, at)| put(row, text(array, at).unwrap_or_default())),
            _ => rows.for_each(|(row, at)| put(row, self.get(at).unwrap_or_default())),
        }
    }

    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text(array) => text(array, row),
            Self::LargeText(array) => text(array, row),
            Self::View(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Dictionary { keys, nulls, values } => {
                nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)).then(|| values.get(keys[row])).flatten()
            }
            Self::Null(_) => None,
        }
    }
}

fn text<O: OffsetSizeTrait>(array: &GenericStringArray<O>, row: usize) -> Option<&str> {
    array.is_valid(row).then(|| array.value(row))
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// The chunks of a column, checked: its lengths are within its buffers, and its texts are UTF-8.
fn arrays(field: &str, column: &Bound<'_, PyAny>) -> PyResult<Vec<ArrayRef>> {
    let py = column.py();
    let arrays = if let Some(array) = column.getattr_opt("__arrow_c_array__")? {
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = array.call0()?.extract()?;
        let array = capsule::array(&schema, &array)?;
        py.detach(|| checked(make_array(array?)).map(|array| vec![array]))
    } else if let Some(stream) = column.getattr_opt("__arrow_c_stream__")? {
        let stream = capsule::stream(stream.call0()?.cast()?)?;
        // A stream may be a query that runs now, on threads that need Python.
        py.detach(|| ArrayStreamReader::try_new(stream)?.map(|array| checked(array?)).collect())
    } else {
        let text = format!(
            "the column '{field}s' is of type {}: give a column of an Arrow library, such as pyarrow or Polars",
            column.get_type().name()?
        );
        return Err(PyTypeError::new_err(text));
    };
    // The library's own text may have a value in it.
    arrays.map_err(|_: ArrowError| {
        exception(
            py,
            0,
            &format!("the column '{field}s' cannot be read: cast it to a string type, and see that its query works"),
        )
    })
}

fn checked(array: ArrayRef) -> Result<ArrayRef, ArrowError> {
    array.to_data().validate_full()?;
    Ok(array)
}
