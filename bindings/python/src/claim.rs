//! Claims of one-time links. The store itself, `siplaunch._claims`, talks to the database.

use pyo3::{exceptions::PyValueError, prelude::*};
use siplaunch::{Claim, ClaimStatement, ClaimStoreKind, Error, LinkId};

use crate::{
    error::Result,
    key_ring::Opened,
    text::{Id, Text},
    time::{self, Now},
};

/// A claim, from a `siplaunch.Claim` or its word.
pub(crate) struct ClaimWord(pub(crate) Claim);

impl<'py> FromPyObject<'_, 'py> for ClaimWord {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let Text(word) = object.extract()?;
        Claim::parse(word)
            .map(Self)
            .ok_or_else(|| PyValueError::new_err(format!("a claim must be one of {}", claim_words().join(", "))))
    }
}

/// The words of all claims.
#[pyfunction]
pub(crate) fn claim_words() -> Vec<&'static str> {
    Claim::ALL.iter().map(|claim| claim.as_str()).collect()
}

/// The word of the claim that a store's number says.
#[pyfunction]
pub(crate) fn claim_of_taps(taps: i64) -> &'static str {
    Claim::from_taps(taps).as_str()
}

/// A statement of a kind of store. Its placeholders are `?`.
#[pyfunction]
pub(crate) fn claim_statement(kind: &str, name: &str) -> PyResult<&'static str> {
    let statement = ClaimStoreKind::parse(kind).zip(ClaimStatement::parse(name));
    let none = || PyValueError::new_err("no such claim store or statement");
    statement.map(|(kind, statement)| kind.statement(statement)).ok_or_else(none)
}

/// The first key of each Redis script.
#[pyfunction]
pub(crate) fn redis_key() -> &'static str {
    ClaimStoreKind::REDIS_KEY
}

/// The id of a link in lower case.
#[pyfunction]
pub(crate) fn link_id(text: Id) -> String {
    text.0.to_string()
}

/// The rule by which a one-time link is used up.
#[pyclass(frozen, module = "siplaunch._native")]
pub(crate) struct ClaimPolicy(siplaunch::ClaimPolicy);

#[pymethods]
impl ClaimPolicy {
    #[new]
    fn new(grace: i64, taps: i64) -> Result<Self> {
        let number = |number: i64| u64::try_from(number).map_err(|_| Error::ClaimPolicy);
        Ok(Self(siplaunch::ClaimPolicy::new(number(grace)?, number(taps)?)?))
    }

    /// The values of the statement `claim` after the link's id.
    #[pyo3(signature = (opened, *, now))]
    fn values(&self, opened: &Opened, now: Option<Now>) -> [u64; 5] {
        self.0.values(opened.0.expires, Now::or_now(now))
    }

    /// The values of the statement `revoke` after the link's id.
    #[staticmethod]
    #[pyo3(signature = (*, now))]
    fn revoke_values(now: Option<Now>) -> [u64; 3] {
        siplaunch::ClaimPolicy::revocation_values(Now::or_now(now))
    }

    /// The value of the statement `purge`.
    #[staticmethod]
    #[pyo3(signature = (*, now))]
    fn purge_value(now: Option<Now>) -> u64 {
        Now::or_now(now)
    }

    /// A link's row, which begins with its id.
    #[pyo3(signature = (link, claimed_at, taps, revoked_at, *, now))]
    fn record(&self, link: Id, claimed_at: u64, taps: u64, revoked_at: Option<u64>, now: Option<Now>) -> ClaimRecord {
        let row = siplaunch::ClaimRecord { claimed_at, taps, revoked_at };
        ClaimRecord { id: link.0, row, taps_left: self.0.taps_left(row, Now::or_now(now)) }
    }
}

/// What a claim store knows of a link. Made by `ClaimStore.find` and `ClaimStore.list`.
#[pyclass(frozen, eq, module = "siplaunch")]
#[derive(PartialEq, Eq)]
pub(crate) struct ClaimRecord {
    id: LinkId,
    row: siplaunch::ClaimRecord,
    taps_left: u64,
}

#[pymethods]
impl ClaimRecord {
    /// The id of the link (`str`): 32 lower-case hex digits, no secret.
    #[getter]
    fn id(&self) -> String {
        self.id.to_string()
    }

    /// The time of the first tap (`datetime | None`, aware, in UTC); `None` for a revoked link that nobody tapped.
    #[getter]
    fn claimed_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        (self.row.claimed_at != 0).then(|| time::moment(py, self.row.claimed_at)).transpose()
    }

    /// The number of taps that opened the app (`int`).
    #[getter]
    fn taps(&self) -> u64 {
        self.row.taps
    }

    /// The number of taps that still open the app (`int`): 0 for a link that is used up or revoked.
    #[getter]
    fn taps_left(&self) -> u64 {
        self.taps_left
    }

    /// The time of the revocation (`datetime | None`, aware, in UTC).
    #[getter]
    fn revoked_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.row.revoked_at.map(|revoked_at| time::moment(py, revoked_at)).transpose()
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.ClaimRecord {}>", self.id)
    }
}
