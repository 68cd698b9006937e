//! Whole columns of the Arrow libraries: in and out by the Arrow PyCapsule interface, without a copy in between.

mod capsule;
mod column;

use std::{
    iter,
    num::NonZero,
    ops::Range,
    panic,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use arrow_array::{
    Array, LargeStringArray, RecordBatch, RecordBatchIterator,
    builder::{ArrayBuilder as _, LargeStringBuilder},
    ffi::FFI_ArrowSchema,
    ffi_stream::FFI_ArrowArrayStream,
};
use arrow_buffer::{Buffer, OffsetBuffer};
use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;
use pyo3::{prelude::*, types::PyCapsule};
use siplaunch::{Batch, Credentials, Seal, random_salts};
use zeroize::Zeroize as _;

use self::column::Columns;
use crate::{
    brand::Brand,
    error::{CoreError, not_pickled},
    key_ring::KeyRing,
    portal::Portal,
    time::Expires,
};

/// The number of rows of a record batch, which one thread makes.
const ROWS_OF_PART: usize = 8192;

/// The number of rows that go through the core at a time.
const ROWS_AT_ONCE: usize = 256;

/// Most links are shorter, in bytes.
const USUAL_LEN: usize = 192;

static SCHEMA: LazyLock<Arc<Schema>> = LazyLock::new(|| {
    let field = |name| Field::new(name, DataType::LargeUtf8, true);
    Arc::new(Schema::new(vec![field("text"), field("error")]))
});

/// The tokens of many credentials in columns of Arrow (`Texts`): the plural of `Brand.token`.
///
/// Args:
///     brand (Brand): the app.
///     usernames (Arrow column): the usernames.
///     servers (Arrow column): the same number of servers.
///     passwords (Arrow column): the same number of passwords.
///
/// Raises:
///     TypeError: a column that is no column of text.
///     SiplaunchError: columns of different lengths, or a column that cannot be read.
///
/// >>> import pyarrow as pa
/// >>> tokens = arrow.tokens(Brand.sip_phone(), pa.array(["a", None]), pa.array(["b", "y"]), pa.array(["c", "z"]))
/// >>> pa.table(tokens).to_pylist()[0]
/// {'text': 'yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=', 'error': None}
/// >>> pa.table(tokens).to_pylist()[1]
/// {'text': None, 'error': 'the username is missing'}
#[pyfunction]
pub(crate) fn tokens(
    py: Python<'_>,
    brand: &Brand,
    usernames: Bound<'_, PyAny>,
    servers: Bound<'_, PyAny>,
    passwords: Bound<'_, PyAny>,
) -> PyResult<Texts> {
    let columns = Columns::of([&usernames, &servers, &passwords])?;
    Ok(Texts::of(py, &columns, |_| Batch::tokens(&brand.0)))
}

/// The app links of many credentials in columns of Arrow (`Texts`): the plural of `Brand.app_link`.
///
/// The arguments and errors are those of `tokens`.
#[pyfunction]
pub(crate) fn app_links(
    py: Python<'_>,
    brand: &Brand,
    usernames: Bound<'_, PyAny>,
    servers: Bound<'_, PyAny>,
    passwords: Bound<'_, PyAny>,
) -> PyResult<Texts> {
    let columns = Columns::of([&usernames, &servers, &passwords])?;
    Ok(Texts::of(py, &columns, |_| Batch::app_links(&brand.0)))
}

/// The launch links of many credentials in columns of Arrow (`Texts`): the plural of `Portal.launch_link`.
///
/// Args:
///     portal (Portal): the portal of the links.
///     brand (Brand): the app.
///     usernames (Arrow column): the usernames.
///     servers (Arrow column): the same number of servers.
///     passwords (Arrow column): the same number of passwords.
///
/// Raises:
///     TypeError: a column that is no column of text.
///     SiplaunchError: columns of different lengths, or a column that cannot be read.
///
/// >>> import polars as pl
/// >>> accounts = pl.DataFrame({"username": ["a"], "server": ["b"], "password": ["c"]})
/// >>> links = arrow.launch_links(Portal("https://portal.example/p"), Brand.sip_phone(), *accounts)
/// >>> pl.DataFrame(links)["text"].to_list()
/// ['https://portal.example/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D']
#[pyfunction]
pub(crate) fn launch_links(
    py: Python<'_>,
    portal: &Portal,
    brand: &Brand,
    usernames: Bound<'_, PyAny>,
    servers: Bound<'_, PyAny>,
    passwords: Bound<'_, PyAny>,
) -> PyResult<Texts> {
    let batch = Batch::launch_links(portal.0.as_portal(), &brand.0);
    let columns = Columns::of([&usernames, &servers, &passwords])?;
    Ok(Texts::of(py, &columns, |_| batch))
}

/// The sealed links of many credentials in columns of Arrow (`Texts`): the plural of `Portal.sealed_link`.
///
/// Args:
///     portal (Portal): the portal of the links.
///     key_ring (KeyRing): the keys.
///     usernames (Arrow column): the usernames.
///     servers (Arrow column): the same number of servers.
///     passwords (Arrow column): the same number of passwords.
///     expires (datetime | timedelta): an aware datetime, or a time from now; before the year 2106.
///     context (bytes): bytes that both sides know and the link does not carry, such as the portal's host.
///
/// Raises:
///     TypeError: a column that is no column of text.
///     SealedError: a datetime without time zone, or one before 1970. A row's error says that an expiry is out of range.
///     SiplaunchError: columns of different lengths, or a column that cannot be read.
///
/// >>> from datetime import timedelta
/// >>> import pyarrow as pa
/// >>> columns = pa.array(["a"]), pa.array(["b"]), pa.array(["c"])
/// >>> keys, day = KeyRing({0: bytes(32)}, current=0), timedelta(days=1)
/// >>> links = arrow.sealed_links(Portal("https://portal.example/p"), keys, *columns, expires=day)
/// >>> pa.table(links)["text"][0].as_py()[:27]
/// 'https://portal.example/p?c='
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "those of Portal.sealed_link, with columns for credentials")]
#[pyo3(
    signature = (portal, key_ring, usernames, servers, passwords, *, expires, context=&[][..]),
    text_signature = "(portal, key_ring, usernames, servers, passwords, *, expires, context=b'')"
)]
pub(crate) fn sealed_links(
    py: Python<'_>,
    portal: &Portal,
    key_ring: &KeyRing,
    usernames: Bound<'_, PyAny>,
    servers: Bound<'_, PyAny>,
    passwords: Bound<'_, PyAny>,
    expires: Expires,
    context: &[u8],
) -> PyResult<Texts> {
    let seal = Seal { expires: expires.0, context };
    let batch = Batch::sealed_links(portal.0.as_portal(), &key_ring.0, seal);
    let columns = Columns::of([&usernames, &servers, &passwords])?;
    Ok(Texts::of(py, &columns, |_| batch))
}

/// The one-time links of many credentials in columns of Arrow (`Texts`): the plural of `Portal.one_time_link`.
///
/// The arguments and errors are those of `sealed_links`.
///
/// Raises:
///     SealedError: a system without random bytes, too.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "those of Portal.one_time_link, with columns for credentials")]
#[pyo3(
    signature = (portal, key_ring, usernames, servers, passwords, *, expires, context=&[][..]),
    text_signature = "(portal, key_ring, usernames, servers, passwords, *, expires, context=b'')"
)]
pub(crate) fn one_time_links(
    py: Python<'_>,
    portal: &Portal,
    key_ring: &KeyRing,
    usernames: Bound<'_, PyAny>,
    servers: Bound<'_, PyAny>,
    passwords: Bound<'_, PyAny>,
    expires: Expires,
    context: &[u8],
) -> PyResult<Texts> {
    let seal = Seal { expires: expires.0, context };
    let columns = Columns::of([&usernames, &servers, &passwords])?;
    let salts = py.detach(|| random_salts(columns.rows())).map_err(CoreError::from)?;
    let batch = |rows| Batch::one_time_links(portal.0.as_portal(), &key_ring.0, seal, &salts[rows]);
    Ok(Texts::of(py, &columns, batch))
}

/// A table of Arrow with two columns of `large_string`: `text` has the token or the link, and `error` says why a bad row
/// has none.
///
/// Any Arrow library takes it: `pyarrow.table(texts)`, `polars.DataFrame(texts)`, `pandas.DataFrame.from_arrow(texts)`,
/// `duckdb.sql("FROM texts")`. It can be taken more than once. Its memory is wiped when nobody has it any more.
#[pyclass(frozen, module = "siplaunch.arrow")]
pub(crate) struct Texts {
    batches: Vec<RecordBatch>,
    rows: usize,
}

#[pymethods]
impl Texts {
    /// The number of bad rows (`int`).
    #[getter]
    fn rejected(&self) -> usize {
        self.batches.iter().map(|batch| batch.column(0).null_count()).sum()
    }

    fn __len__(&self) -> usize {
        self.rows
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&**SCHEMA).expect("two columns of text");
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A library that asks for other types has to cast: the interface allows it.
        drop(requested_schema);
        let batches = RecordBatchIterator::new(self.batches.clone().into_iter().map(Ok), SCHEMA.clone());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), c"arrow_array_stream")
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.arrow.Texts of {} rows, {} bad>", self.rows, self.rejected())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a Texts holds logins"))
    }
}

impl Texts {
    /// Makes the text of each row, on several threads if there are many rows: `batch` has what the rows of a range get.
    fn of<'a>(py: Python<'_>, columns: &Columns, batch: impl Fn(Range<usize>) -> Batch<'a> + Sync) -> Self {
        let rows = columns.rows();
        let part = |part| {
            let start = part * ROWS_OF_PART;
            write(columns, start..rows.min(start + ROWS_OF_PART), &batch)
        };
        Self { batches: py.detach(|| in_order(rows.div_ceil(ROWS_OF_PART), part)), rows }
    }
}

/// The results for the numbers below `parts`, in order, from several threads. These end with the call, so that a process
/// may fork at any time.
fn in_order<T: Send>(parts: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|part| *part < parts);
    let work = || iter::from_fn(take).map(|part| (part, make(part))).collect::<Vec<_>>();
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(parts);
    let mut made = thread::scope(|scope| {
        // A thread that the system does not give leaves its parts to the others.
        let others: Vec<_> =
            (1..threads).filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
        let mut made = work();
        for other in others {
            made.extend(other.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        }
        made
    });
    made.sort_unstable_by_key(|(part, _)| *part);
    made.into_iter().map(|(_, made)| made).collect()
}

/// Makes the texts of a range of rows, some at a time, so that all they need is in the CPU's caches.
fn write<'a>(columns: &Columns, rows: Range<usize>, batch: &impl Fn(Range<usize>) -> Batch<'a>) -> RecordBatch {
    let mut text = Wiped(Vec::with_capacity(rows.len() * USUAL_LEN));
    let mut text_ends = vec![0_i64];
    let mut errors = LargeStringBuilder::new();
    let none = Credentials { username: "", server: "", password: "" };
    let (mut room, mut ends, mut credentials) = (Wiped(Vec::new()), [0; ROWS_AT_ONCE], [none; ROWS_AT_ONCE]);
    for start in rows.clone().step_by(ROWS_AT_ONCE) {
        let some = start..rows.end.min(start + ROWS_AT_ONCE);
        let (batch, ends, credentials) = (batch(some.clone()), &mut ends[..some.len()], &mut credentials[..some.len()]);
        columns.read(start, credentials);
        room.make_room(batch.max_len(credentials));
        let written = batch.write_into(credentials, &mut room.0, ends, |row, error| {
            errors.append_nulls(start + row - rows.start - errors.len());
            match columns.missing(start + row) {
                Some(field) => errors.append_value(format!("the {field} is missing")),
                None => errors.append_value(error.to_string()),
            }
        });
        let len = written.expect("there is room, an end for each row, and a salt");
        text_ends.extend(ends.iter().map(|end| i64::try_from(text.0.len() + *end).expect("no memory has 2^63 bytes")));
        text.append(&room.0[..len]);
    }
    errors.append_nulls(rows.len() - errors.len());
    let errors = errors.finish();
    let has_bad = errors.null_count() < rows.len();
    let texts = LargeStringArray::new(
        OffsetBuffer::new(text_ends.into()),
        Buffer::from(Bytes::from_owner(text)),
        has_bad.then(|| (0..rows.len()).map(|row| errors.is_null(row)).collect()),
    );
    let columns: Vec<Arc<dyn Array>> = vec![Arc::new(texts), Arc::new(errors)];
    RecordBatch::try_new(SCHEMA.clone(), columns).expect("two columns of text")
}

/// Memory that is wiped when dropped.
struct Wiped(Vec<u8>);

impl Wiped {
    /// Has at least `len` bytes, whose values do not matter.
    fn make_room(&mut self, len: usize) {
        if self.0.len() < len {
            *self = Self(vec![0; len]);
        }
    }

    fn append(&mut self, bytes: &[u8]) {
        let len = self.0.len() + bytes.len();
        if self.0.capacity() < len {
            // The old memory is wiped, which a `Vec` that grows leaves out.
            let mut grown = Vec::with_capacity(2 * len);
            grown.extend_from_slice(&self.0);
            *self = Self(grown);
        }
        self.0.extend_from_slice(bytes);
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        // Of a slice: a `Vec` is wiped byte by byte.
        self.0.as_mut_slice().zeroize();
    }
}

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
