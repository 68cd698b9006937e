//! The statements: one text for SQLite and PostgreSQL, one for MariaDB and MySQL.
//!
//! No column is NULL, so that every driver binds and reads plain types; an empty `device_id` is none.

pub(super) struct Sql {
    /// Makes the tables; the version comes last, so that a version says that all is there.
    pub(super) schema: &'static [&'static str],
    pub(super) version: &'static str,
    pub(super) devices: &'static str,
    pub(super) page: &'static str,
    pub(super) stored_at: &'static str,
    pub(super) lock: &'static str,
    pub(super) put: &'static str,
    /// Deletes a subscriber's device.
    pub(super) delete: &'static str,
    /// Deletes a device of all subscribers.
    pub(super) drop: &'static str,
}

macro_rules! columns {
    () => {
        "subscriber, provider, purpose, app, token, device_id, stored_at"
    };
}

const VERSION: &str = "SELECT version FROM push_schema WHERE id = 1";
const LOCK: &str = "UPDATE push_schema SET version = version WHERE id = 1";

pub(super) static STANDARD: Sql = Sql {
    schema: &[
        "CREATE TABLE IF NOT EXISTS push_devices (
             hash VARCHAR(32) NOT NULL,
             subscriber VARCHAR(255) NOT NULL,
             provider VARCHAR(16) NOT NULL,
             purpose VARCHAR(16) NOT NULL,
             app VARCHAR(255) NOT NULL,
             token VARCHAR(4096) NOT NULL,
             device_id VARCHAR(255) NOT NULL,
             stored_at BIGINT NOT NULL,
             PRIMARY KEY (hash, subscriber)
         )",
        "CREATE INDEX IF NOT EXISTS push_devices_subscriber ON push_devices (subscriber)",
        "CREATE TABLE IF NOT EXISTS push_schema (id BIGINT PRIMARY KEY NOT NULL, version BIGINT NOT NULL)",
        "INSERT INTO push_schema (id, version) VALUES (1, 1) ON CONFLICT (id) DO NOTHING",
    ],
    version: VERSION,
    devices: concat!(
        "SELECT ",
        columns!(),
        " FROM push_devices WHERE subscriber = $1 ORDER BY stored_at DESC, hash LIMIT 64"
    ),
    page: concat!(
        "SELECT ",
        columns!(),
        " FROM push_devices WHERE hash >= $1 AND (hash > $2 OR subscriber > $3) ORDER BY hash, subscriber LIMIT $4"
    ),
    stored_at: "SELECT stored_at FROM push_devices WHERE hash = $1 AND subscriber = $2",
    lock: LOCK,
    put: concat!(
        "INSERT INTO push_devices (hash, ",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (hash, subscriber) DO UPDATE SET purpose = excluded.purpose,
         device_id = excluded.device_id, stored_at = excluded.stored_at"
    ),
    delete: "DELETE FROM push_devices WHERE hash = $1 AND stored_at <= $2 AND subscriber = $3",
    drop: "DELETE FROM push_devices WHERE hash = $1 AND stored_at <= $2",
};

pub(super) static MARIADB: Sql = Sql {
    schema: &[
        "CREATE TABLE IF NOT EXISTS push_devices (
             hash CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
             subscriber VARCHAR(255) NOT NULL,
             provider VARCHAR(16) CHARACTER SET ascii NOT NULL,
             purpose VARCHAR(16) CHARACTER SET ascii NOT NULL,
             app VARCHAR(255) NOT NULL,
             token VARCHAR(4096) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
             device_id VARCHAR(255) NOT NULL,
             stored_at BIGINT NOT NULL,
             PRIMARY KEY (hash, subscriber),
             KEY push_devices_subscriber (subscriber)
         ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        "CREATE TABLE IF NOT EXISTS push_schema (id BIGINT PRIMARY KEY NOT NULL, version BIGINT NOT NULL) ENGINE=InnoDB",
        "INSERT IGNORE INTO push_schema (id, version) VALUES (1, 1)",
    ],
    version: VERSION,
    devices: concat!(
        "SELECT ",
        columns!(),
        " FROM push_devices WHERE subscriber = ? ORDER BY stored_at DESC, hash LIMIT 64"
    ),
    page: concat!(
        "SELECT ",
        columns!(),
        " FROM push_devices WHERE hash >= ? AND (hash > ? OR subscriber > ?) ORDER BY hash, subscriber LIMIT ?"
    ),
    stored_at: "SELECT stored_at FROM push_devices WHERE hash = ? AND subscriber = ?",
    lock: LOCK,
    put: concat!(
        "INSERT INTO push_devices (hash, ",
        columns!(),
        ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE purpose = VALUES(purpose),
         device_id = VALUES(device_id), stored_at = VALUES(stored_at)"
    ),
    delete: "DELETE FROM push_devices WHERE hash = ? AND stored_at <= ? AND subscriber = ?",
    drop: "DELETE FROM push_devices WHERE hash = ? AND stored_at <= ?",
};
