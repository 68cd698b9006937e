//! The database: connections, time limits, and rows to devices.

use std::{
    ops::{Deref, DerefMut},
    os::unix::fs::OpenOptionsExt,
    str::FromStr,
    time::Duration,
};

use siplaunch_push::{Device, DeviceToken, Provider, Purpose};
use sqlx::{
    Any, AnyConnection, AnyPool, ConnectOptions, Connection, Executor, Row,
    any::{AnyConnectOptions, AnyPoolOptions, AnyRow},
    pool::PoolConnection,
    sqlite::SqliteConnectOptions,
};
use tokio::time::timeout;

use super::{
    StoreError, StoredDevice,
    device::{MAX_DEVICES, Removal, device_hash, is_same},
    sql::{self, Sql},
};

/// The tables' version.
pub(crate) const SCHEMA_VERSION: i64 = 1;
/// The longest time of one call, with the wait for a connection.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(2);
/// Connections to MariaDB or PostgreSQL, and readers of SQLite.
const MAX_CONNECTIONS: u32 = 8;
/// Attempts at what the database can refuse because of another daemon, as each table that both make.
const ATTEMPTS: usize = 8;

pub(super) struct Database {
    pool: AnyPool,
    sql: &'static Sql,
}

impl Database {
    pub(super) async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let is_sqlite = url.starts_with("sqlite:");
        let sql = if is_sqlite || url.starts_with("postgres:") || url.starts_with("postgresql:") {
            &sql::STANDARD
        } else if url.starts_with("mysql:") || url.starts_with("mariadb:") {
            &sql::MARIADB
        } else {
            return Err(StoreError::Url);
        };
        let mut pool = AnyPoolOptions::new().max_connections(MAX_CONNECTIONS).acquire_timeout(TIME_LIMIT);
        if is_sqlite {
            create_file(url)?;
            pool = pool.after_connect(|connection, _| Box::pin(set_up_sqlite(connection)));
        }
        let options = AnyConnectOptions::from_str(url)?.disable_statement_logging();
        let database = Self { pool: pool.connect_lazy_with(options), sql };
        database.make_tables().await?;
        Ok(database)
    }

    /// Makes the tables unless they are there: a user without the right to make tables can use those of another.
    async fn make_tables(&self) -> Result<(), StoreError> {
        let mut version = self.version().await;
        if let Err(StoreError::Database(_)) = version {
            retried(|| self.try_make_tables()).await?;
            version = self.version().await;
        }
        match version? {
            ..=SCHEMA_VERSION => Ok(()),
            version => Err(StoreError::Newer(version)),
        }
    }

    async fn try_make_tables(&self) -> Result<(), StoreError> {
        self.run(async |connection| {
            for statement in self.sql.schema {
                connection.execute(*statement).await?;
            }
            Ok(())
        })
        .await
    }

    pub(super) async fn version(&self) -> Result<i64, StoreError> {
        self.run(async |connection| sqlx::query_scalar(self.sql.version).fetch_one(connection).await).await
    }

    /// The devices of a subscriber, the newest first.
    pub(super) async fn devices(&self, subscriber: &str) -> Result<Vec<StoredDevice>, StoreError> {
        self.run(async |connection| devices(self.sql, connection, subscriber).await).await
    }

    /// At most `limit` devices that follow one, by their hashes and subscribers.
    pub(super) async fn page(&self, after: Option<&StoredDevice>, limit: u32) -> Result<Vec<StoredDevice>, StoreError> {
        let hash = after.map(|after| device_hash(&after.device)).unwrap_or_default();
        let subscriber = after.map_or("", |after| &after.subscriber);
        self.run(async |connection| {
            let query = sqlx::query(self.sql.page).bind(&hash).bind(&hash).bind(subscriber).bind(i64::from(limit));
            query.fetch_all(connection).await?.iter().map(stored_device).collect()
        })
        .await
    }

    /// Writes a device, and deletes those that it replaces.
    pub(super) async fn put(&self, device: &StoredDevice) -> Result<(), StoreError> {
        retried(|| self.run(async |connection| put(self.sql, connection, device).await)).await
    }

    /// Writes devices of earlier, all or none, but no device that a newer one replaced. Says how many it wrote.
    pub(super) async fn put_unless_newer(&self, devices: &[StoredDevice]) -> Result<usize, StoreError> {
        retried(|| self.try_put_unless_newer(devices)).await
    }

    async fn try_put_unless_newer(&self, devices: &[StoredDevice]) -> Result<usize, StoreError> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            // SQLite gives the right to write to those only who ask for it before they read.
            transaction.execute(self.sql.lock).await?;
            let mut written = 0;
            for device in devices {
                if !is_outdated(self.sql, &mut transaction, device).await? {
                    put(self.sql, &mut transaction, device).await?;
                    written += 1;
                }
            }
            transaction.commit().await?;
            Ok(written)
        })
        .await
    }

    /// Deletes a device. Says whether it was there.
    pub(super) async fn delete(&self, removal: &Removal) -> Result<bool, StoreError> {
        self.run(async |connection| delete(self.sql, connection, removal).await).await
    }

    async fn run<T>(&self, work: impl AsyncFnOnce(&mut AnyConnection) -> sqlx::Result<T>) -> Result<T, StoreError> {
        let limited = timeout(TIME_LIMIT, async {
            let mut lease = Lease(Some(self.pool.acquire().await?));
            let done = work(&mut lease).await?;
            lease.release();
            Ok(done)
        });
        limited.await.map_err(|_| StoreError::Unreachable)?.map_err(sqlx::Error::into)
    }
}

/// Does the work again if the database broke it off because of another daemon's.
async fn retried<T, F>(work: impl Fn() -> F) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    for _ in 1..ATTEMPTS {
        match work().await {
            Err(error) if error.is_conflict() => {}
            done => return done,
        }
    }
    work().await
}

/// A connection on loan. Dropped without [`Lease::release`] (an error, a time-out, a caller who left), it is closed,
/// for the pool would wait for a hanging database's answer before it lends the connection again.
struct Lease(Option<PoolConnection<Any>>);

impl Lease {
    fn release(mut self) {
        drop(self.0.take());
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        drop(self.0.take().map(PoolConnection::detach));
    }
}

impl Deref for Lease {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        self.0.as_ref().expect("only release() takes it, and the lease with it")
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        self.0.as_mut().expect("only release() takes it, and the lease with it")
    }
}

/// Makes the file for its owner alone, as it holds tokens. SQLite gives its other files the same mode.
fn create_file(url: &str) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::from_str(url)?;
    let mut file = std::fs::OpenOptions::new();
    file.append(true).create(true).mode(0o600).open(options.get_filename()).map_err(StoreError::File)?;
    Ok(())
}

/// With `synchronous=FULL`, a device is on the disk when `put` returns: it survives a loss of power too.
async fn set_up_sqlite(connection: &mut AnyConnection) -> sqlx::Result<()> {
    for pragma in [
        "PRAGMA busy_timeout = 1500",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        // In KiB, for each connection: the system has the file in memory anyway.
        "PRAGMA cache_size = -256",
    ] {
        connection.execute(pragma).await?;
    }
    Ok(())
}

async fn devices(sql: &Sql, connection: &mut AnyConnection, subscriber: &str) -> sqlx::Result<Vec<StoredDevice>> {
    let rows = sqlx::query(sql.devices).bind(subscriber).fetch_all(connection).await?;
    rows.iter().map(stored_device).collect()
}

/// Each statement is a transaction of its own: a crash between them leaves a device too many, which the next call deletes.
async fn put(sql: &Sql, connection: &mut AnyConnection, stored: &StoredDevice) -> sqlx::Result<()> {
    let StoredDevice { subscriber, device_id, device, stored_at } = stored;
    sqlx::query(sql.put)
        .bind(device_hash(device))
        .bind(subscriber)
        .bind(device.provider.name())
        .bind(device.purpose.name())
        .bind(&device.app)
        .bind(device.token.expose())
        .bind(device_id.as_deref().unwrap_or_default())
        .bind(to_integer(*stored_at))
        .execute(&mut *connection)
        .await?;
    let mut kept = 1;
    for other in devices(sql, connection, subscriber).await? {
        if is_same(&other.device, device) {
            continue;
        }
        if kept == MAX_DEVICES || other.is_replaced_by(stored) {
            let StoredDevice { subscriber, device, stored_at: until, .. } = other;
            delete(sql, connection, &Removal { device, subscriber: Some(subscriber), until }).await?;
        } else {
            kept += 1;
        }
    }
    Ok(())
}

/// Whether the device, or one that would replace it, was stored later, or the subscriber has enough newer ones.
async fn is_outdated(sql: &Sql, connection: &mut AnyConnection, stored: &StoredDevice) -> sqlx::Result<bool> {
    let query = sqlx::query_scalar(sql.stored_at).bind(device_hash(&stored.device)).bind(&stored.subscriber);
    let stored_at: Option<i64> = query.fetch_optional(&mut *connection).await?;
    let mut newer = devices(sql, connection, &stored.subscriber).await?;
    newer.retain(|other| other.stored_at > stored.stored_at);
    Ok(stored_at.is_some_and(|stored_at| stored_at > to_integer(stored.stored_at))
        || newer.iter().any(|other| stored.is_replaced_by(other))
        || newer.len() >= MAX_DEVICES)
}

async fn delete(sql: &Sql, connection: &mut AnyConnection, removal: &Removal) -> sqlx::Result<bool> {
    let Removal { device, subscriber, until } = removal;
    let statement = if subscriber.is_some() { sql.delete } else { sql.drop };
    let mut query = sqlx::query(statement).bind(device_hash(device)).bind(to_integer(*until));
    if let Some(subscriber) = subscriber {
        query = query.bind(subscriber);
    }
    Ok(query.execute(connection).await?.rows_affected() > 0)
}

fn stored_device(row: &AnyRow) -> sqlx::Result<StoredDevice> {
    let text = |column: usize| row.try_get::<String, _>(column);
    let device_id = text(5)?;
    Ok(StoredDevice {
        subscriber: text(0)?,
        device: Device {
            provider: Provider::from_name(&text(1)?).ok_or_else(unknown)?,
            purpose: Purpose::from_name(&text(2)?).ok_or_else(unknown)?,
            app: text(3)?,
            token: DeviceToken::new(text(4)?),
        },
        device_id: (!device_id.is_empty()).then_some(device_id),
        stored_at: row.try_get::<i64, _>(6)?.unsigned_abs(),
    })
}

/// SQL's integers have a sign.
fn to_integer(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

fn unknown() -> sqlx::Error {
    sqlx::Error::Decode("a provider or purpose that this version does not know".into())
}
