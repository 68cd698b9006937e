use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Error, Result, bail};
use rusqlite::{Connection, MAIN_DB, OpenFlags, OptionalExtension as _, Row, Statement, TransactionBehavior, params};
use siplaunch::{ClaimPolicy, ClaimRecord, ClaimStatement, ClaimStoreKind, LinkId};

use super::store::{Answer, Ask, Entry, NO_STORE, Store};
use crate::stderr;

/// The longest wait for other processes that write, below [`MAX_TIME`](super::store::MAX_TIME).
const BUSY_TIME: Duration = Duration::from_millis(1500);

/// A claim store in a SQLite file.
///
/// With a write-ahead log and `synchronous = FULL` a commit is on the disk before it returns, so that a claim survives a
/// power cut. One commit for all waiting claims makes that fast.
pub(crate) struct SqliteStore {
    path: PathBuf,
    open: Option<Open>,
}

/// An open file. After an error it is opened anew, in case that the file is another or whole again.
struct Open {
    connection: Connection,
    file: FileId,
}

const fn statement(statement: ClaimStatement) -> &'static str {
    ClaimStoreKind::Sqlite.statement(statement)
}

impl SqliteStore {
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path, open: None }
    }

    fn open(&self, flags: OpenFlags) -> Result<Open> {
        let connection = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE | flags)?;
        connection.busy_timeout(BUSY_TIME)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        Ok(Open { connection, file: FileId::of(&self.path)? })
    }

    /// The result, its error with the file's name and the fix.
    fn named<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(explain).with_context(|| self.path.display().to_string())
    }

    /// Works with the file. Only [`SqliteStore::create`] makes it: if it is gone, so are its claims.
    fn with<T>(&mut self, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let mut open = match self.open.take() {
            Some(open) if FileId::of(&self.path).is_ok_and(|file| file == open.file) => open,
            _ if matches!(fs::metadata(&self.path), Err(error) if error.kind() == io::ErrorKind::NotFound) => {
                bail!("{}: {NO_STORE}", self.path.display())
            }
            _ => self.named(self.open(OpenFlags::empty()))?,
        };
        let done = self.named(work(&mut open.connection))?;
        self.open = Some(open);
        Ok(done)
    }
}

impl Store for SqliteStore {
    fn create(&mut self) -> Result<()> {
        let create = || {
            let Open { connection, .. } = self.open(OpenFlags::SQLITE_OPEN_CREATE)?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.execute_batch(statement(ClaimStatement::Create))?;
            Ok(())
        };
        self.named(create())
    }

    fn start(&mut self) -> Result<()> {
        if !self.path.exists() {
            self.create()?;
            stderr::warn(format_args!("{} is a new claim store: no link counts as used yet", self.path.display()));
        }
        self.with(|connection| {
            let check = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))?;
            if check != "ok" {
                bail!("the file is damaged: restore it, or move it away and run `siplaunch claims init`");
            }
            if connection.is_readonly(MAIN_DB)? {
                bail!("it cannot be written: give the file and its folder to this user");
            }
            connection.prepare(statement(ClaimStatement::Find))?;
            Ok(())
        })
    }

    fn answer(&mut self, asks: &[Ask]) -> Result<Vec<Answer>> {
        self.with(|connection| {
            let writes = asks.iter().any(|ask| matches!(ask, Ask::Claim { .. }));
            let behavior = if writes { TransactionBehavior::Immediate } else { TransactionBehavior::Deferred };
            let transaction = connection.transaction_with_behavior(behavior)?;
            let mut claim = transaction.prepare(statement(ClaimStatement::Claim))?;
            let mut find = transaction.prepare(statement(ClaimStatement::Find))?;
            let answers: rusqlite::Result<_> = asks.iter().map(|ask| answer(&mut claim, &mut find, *ask)).collect();
            drop((claim, find));
            let answers = answers?;
            transaction.commit()?;
            Ok(answers)
        })
    }

    fn find(&mut self, id: LinkId) -> Result<Option<ClaimRecord>> {
        self.with(|connection| Ok(found(&mut connection.prepare(statement(ClaimStatement::Find))?, id)?))
    }

    fn list(&mut self, each: &mut dyn FnMut(Entry) -> Result<()>) -> Result<()> {
        let mut after = String::new();
        loop {
            let page = self.with(|connection| {
                let mut list = connection.prepare(statement(ClaimStatement::List))?;
                let rows = list.query_map([&after], |row| Ok((row.get::<_, String>(0)?, record(row, 1)?)))?;
                Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
            })?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after.clone_from(last);
            for (id, record) in page {
                each((LinkId::parse(&id).context("a row has no id of a link")?, record))?;
            }
        }
    }

    fn revoke(&mut self, id: LinkId, now: u64) -> Result<()> {
        let [kept_until, now, again] = ClaimPolicy::revocation_values(now).map(number);
        let values = params![id.to_string(), kept_until, now, again];
        self.with(|connection| Ok(connection.execute(statement(ClaimStatement::Revoke), values).map(drop)?))
    }

    fn forget(&mut self, id: LinkId) -> Result<bool> {
        self.with(|connection| Ok(connection.execute(statement(ClaimStatement::Forget), [id.to_string()])? > 0))
    }

    fn purge(&mut self, now: u64) -> Result<u64> {
        self.with(|connection| Ok(connection.execute(statement(ClaimStatement::Purge), [number(now)])? as u64))
    }
}

fn answer(claim: &mut Statement<'_>, find: &mut Statement<'_>, ask: Ask) -> rusqlite::Result<Answer> {
    match ask {
        Ask::Look { id } => Ok(Answer::looked(found(find, id)?)),
        Ask::Claim { id, values } => {
            let [now, kept_until, taps, after, before] = values.map(number);
            let values = params![id.to_string(), now, kept_until, taps, after, before];
            match claim.query_row(values, |row| row.get(0)).optional()? {
                Some(taps) => Ok(Answer::claimed(taps)),
                None => Ok(Answer::refused(found(find, id)?)),
            }
        }
    }
}

fn found(find: &mut Statement<'_>, id: LinkId) -> rusqlite::Result<Option<ClaimRecord>> {
    find.query_row([id.to_string()], |row| record(row, 0)).optional()
}

/// The record in a row's columns, from this one on.
fn record(row: &Row<'_>, at: usize) -> rusqlite::Result<ClaimRecord> {
    let revoked_at = row.get::<_, Option<i64>>(at + 2)?;
    Ok(ClaimRecord {
        claimed_at: unsigned(row, at)?,
        taps: unsigned(row, at + 1)?,
        revoked_at: revoked_at.map(|time| u64::try_from(time).unwrap_or_default()),
    })
}

fn unsigned(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let number = row.get(at)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, number))
}

fn number(value: u64) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}

/// The fix beside SQLite's word for an error.
fn explain(error: Error) -> Error {
    use rusqlite::ErrorCode as Code;

    let code = error.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
    let fix = match code {
        Some(Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied) => {
            "give the file and its folder to the user of the launch handler"
        }
        Some(Code::DiskFull) => "free space on the disk",
        Some(Code::NotADatabase | Code::DatabaseCorrupt) => {
            "the file is damaged: restore it, or move it away and run `siplaunch claims init`"
        }
        Some(Code::Unknown) => NO_STORE,
        _ => return error,
    };
    error.context(fix)
}

/// The identity of a file, whatever its name is.
#[derive(PartialEq)]
struct FileId(u64, u64);

impl FileId {
    #[cfg(unix)]
    fn of(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;

        fs::metadata(path).map(|file| Self(file.dev(), file.ino()))
    }

    #[cfg(not(unix))]
    fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|_| Self(0, 0))
    }
}
