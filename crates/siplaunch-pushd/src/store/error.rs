use siplaunch_push::DeviceError;
use sqlx::error::DatabaseError;

use super::database::SCHEMA_VERSION;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The URL names no database that the store knows.
    #[error("the store's URL must begin with sqlite:, mysql:// or postgres://")]
    Url,
    /// The database's file cannot be made.
    #[error("cannot create the store's file: create its folder and let the daemon's user write there")]
    File(#[source] std::io::Error),
    /// A newer daemon made the tables.
    #[error(
        "the store has the tables of a newer siplaunch-pushd (version {0}, this one knows {SCHEMA_VERSION}): \
         install that version or a later one"
    )]
    Newer(i64),
    /// The subscriber or the device id is outside the limits; the text says which.
    #[error("{0}")]
    Invalid(&'static str),
    /// The device is outside the limits.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The database did not answer within [`TIME_LIMIT`](super::database::TIME_LIMIT), or is known to be down.
    #[error("the store does not answer: check that its database runs and is reachable")]
    Unreachable,
    /// The database refused: its disk is full, say, or a right is missing.
    #[error("the store's database failed")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether the database does not answer, so that further calls need not wait for it.
    pub(super) fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable)
    }

    /// Whether the same call would fail for ever: the database cannot hold the values (SQLSTATE classes 22 and 23).
    pub(super) fn is_lasting(&self) -> bool {
        let code = self.code();
        code.len() == 5 && (code.starts_with("22") || code.starts_with("23"))
    }

    /// Whether another daemon's work was in the way: a deadlock, or in PostgreSQL the same table made at the same time.
    pub(super) fn is_conflict(&self) -> bool {
        matches!(&*self.code(), "40001" | "40P01" | "23505" | "42710" | "42P07")
    }

    /// A word for logs, from a closed set.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Url | Self::File(_) | Self::Newer(_) => "configuration",
            Self::Invalid(_) | Self::Device(_) => "invalid",
            Self::Unreachable => "unreachable",
            Self::Database(_) => "database",
        }
    }

    /// The database's own code of the error (SQLSTATE, or SQLite's result code), empty without one.
    pub(crate) fn code(&self) -> String {
        match self {
            Self::Database(error) => error.as_database_error().and_then(DatabaseError::code),
            _ => None,
        }
        .unwrap_or_default()
        .into_owned()
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let is_unreachable = match &error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
            sqlx::Error::Database(error) => error.code().is_some_and(|code| is_absence(&code)),
            _ => false,
        };
        if is_unreachable { Self::Unreachable } else { Self::Database(error) }
    }
}

/// SQLSTATE: connection exceptions, too many connections, a server that starts or stops.
fn is_absence(code: &str) -> bool {
    code.len() == 5 && (code.starts_with("08") || code == "53300" || code.starts_with("57P"))
}
