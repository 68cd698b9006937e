//! `siplaunch-pushd devices import`: sip:carrier's devices, from its database or from CSV.

use std::{
    fs::File,
    io::{self, Read, Write},
    mem,
    str::FromStr,
};

use anyhow::{Context as _, bail, ensure};
use csv::{ByteRecord, ReaderBuilder};
use sqlx::{
    ConnectOptions, Connection, MySqlConnection, Row,
    mysql::{MySqlConnectOptions, MySqlRow},
};
use zeroize::Zeroizing;

use crate::{
    cli::ImportOptions,
    clock::unix_time,
    store::{Apps, CarrierRow, RowError, Store, StoredDevice},
};

/// The password of `--from`, in the environment: all users of a machine see arguments.
const PASSWORD: &str = "SIPLAUNCH_PUSHD_IMPORT_PASSWORD";
/// Devices that are written at once.
const BATCH: usize = 100;
/// Rows that are read at once.
const ROWS: i64 = 1000;

/// sip:carrier's public schema. Bytes come as hexadecimal digits, for a row that is no text is that row's error.
const QUERY: &str = "\
    SELECT CAST(r.id AS SIGNED), HEX(r.reg_id), CAST(r.type AS CHAR), COALESCE(s.username, ''), COALESCE(d.domain, ''), \
    HEX(r.device_id), r.apns_type, CAST(UNIX_TIMESTAMP(r.timestamp) AS CHAR) \
    FROM kamailio.mobile_push_registrations r \
    LEFT JOIN provisioning.voip_subscribers s ON s.id = r.subscriber_id \
    LEFT JOIN provisioning.voip_domains d ON d.id = s.domain_id \
    WHERE r.id > ? ORDER BY r.id LIMIT ?";

/// Imports all rows that are devices, and reports the others on standard error.
pub(super) async fn run(store: &Store, options: ImportOptions, output: &mut impl Write) -> anyhow::Result<()> {
    let mut import = Import::new(store, Apps { apns: options.apns_app, fcm: options.fcm_app });
    let done = match (&options.from, &options.file) {
        (Some(url), _) => import.database(url).await,
        (None, Some(file)) => {
            let file = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
            import.csv(file).await
        }
        (None, None) => import.csv(io::stdin().lock()).await,
    };
    // Also after a failure: what is written stays.
    let Import { written, outdated, refused, .. } = import;
    writeln!(output, "imported {written}, skipped {outdated} that newer devices replaced, refused {refused}")?;
    output.flush()?;
    done?;
    ensure!(refused == 0, "{refused} rows are no devices: mend them and import again, or leave them");
    Ok(())
}

struct Import<'a> {
    store: &'a Store,
    apps: Apps,
    now: u64,
    batch: Vec<StoredDevice>,
    written: usize,
    outdated: usize,
    refused: usize,
}

impl<'a> Import<'a> {
    fn new(store: &'a Store, apps: Apps) -> Self {
        Self { store, apps, now: unix_time(), batch: Vec::new(), written: 0, outdated: 0, refused: 0 }
    }

    async fn csv(&mut self, input: impl Read) -> anyhow::Result<()> {
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(input);
        let header = reader.byte_headers().context("the CSV cannot be read")?.clone();
        for column in ["reg_id", "type", "username", "domain"] {
            let is_there = header.iter().any(|name| name == column.as_bytes());
            ensure!(is_there, "the first line must name the columns: {column} is missing");
        }
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).context("the CSV cannot be read")? {
            let line = record.position().map_or(0, csv::Position::line);
            let row = record.deserialize(Some(&header)).map_err(|_| RowError::Malformed);
            self.row(&format!("line {line}"), row).await?;
        }
        self.write().await
    }

    async fn database(&mut self, url: &str) -> anyhow::Result<()> {
        let mut connection = connect(url).await?;
        let mut last = 0_i64;
        loop {
            let query = sqlx::query(QUERY).bind(last).bind(ROWS);
            let rows = query.fetch_all(&mut connection).await.context("sip:carrier's tables cannot be read")?;
            for row in &rows {
                last = row.try_get(0)?;
                self.row(&format!("id {last}"), carrier_row(row)?).await?;
            }
            if rows.is_empty() {
                break;
            }
        }
        connection.close().await?;
        self.write().await
    }

    async fn row(&mut self, place: &str, row: Result<CarrierRow, RowError>) -> anyhow::Result<()> {
        match row.and_then(|row| row.into_device(&self.apps, self.now)) {
            Ok(device) => self.batch.push(device),
            Err(error) => {
                self.refused += 1;
                writeln!(io::stderr().lock(), "{place}: {error}")?;
            }
        }
        if self.batch.len() == BATCH { self.write().await } else { Ok(()) }
    }

    async fn write(&mut self) -> anyhow::Result<()> {
        let batch = mem::take(&mut self.batch);
        let devices = batch.len();
        let written = self.store.import(batch).await.context("the import stopped: repeat it, that does no harm")?;
        self.written += written;
        self.outdated += devices - written;
        Ok(())
    }
}

async fn connect(url: &str) -> anyhow::Result<MySqlConnection> {
    if !url.starts_with("mysql://") && !url.starts_with("mariadb://") {
        bail!("--from needs the URL of sip:carrier's database: mysql://USER@HOST");
    }
    let user = url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@'));
    if user.is_some_and(|(user, _)| user.contains(':')) {
        bail!("--from must not hold the password, as all users see arguments: put it into {PASSWORD}");
    }
    let mut options = MySqlConnectOptions::from_str(url).context("--from is no URL")?;
    if let Ok(password) = std::env::var(PASSWORD).map(Zeroizing::new) {
        options = options.password(&password);
    }
    options.disable_statement_logging().connect().await.context("sip:carrier's database cannot be reached")
}

fn carrier_row(row: &MySqlRow) -> sqlx::Result<Result<CarrierRow, RowError>> {
    let text = |column: usize| row.try_get::<String, _>(column);
    let (Some(reg_id), Some(device_id)) = (from_hex(&text(1)?), from_hex(&text(5)?)) else {
        return Ok(Err(RowError::Malformed));
    };
    Ok(Ok(CarrierRow {
        reg_id: Zeroizing::new(reg_id),
        kind: text(2)?,
        username: text(3)?,
        domain: text(4)?,
        device_id,
        apns_type: text(6)?,
        timestamp: text(7)?,
    }))
}

fn from_hex(digits: &str) -> Option<String> {
    String::from_utf8(base16ct::upper::decode_vec(digits).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{
        server::{Kind, Server},
        suite,
    };

    /// The columns that count, as in sip:carrier's public schema.
    const CARRIER: &str = "\
        CREATE DATABASE kamailio; CREATE DATABASE provisioning;
        CREATE TABLE provisioning.voip_domains (id int(11) unsigned PRIMARY KEY, domain varchar(127) NOT NULL)
            DEFAULT CHARSET=utf8 COLLATE=utf8_general_ci;
        CREATE TABLE provisioning.voip_subscribers (id int(11) unsigned PRIMARY KEY, username varchar(127) NOT NULL,
            domain_id int(11) unsigned NOT NULL) DEFAULT CHARSET=utf8 COLLATE=utf8_general_ci;
        CREATE TABLE kamailio.mobile_push_registrations (reg_id varbinary(3072) NOT NULL,
            type enum('apns','fcm') NOT NULL, subscriber_id int(10) unsigned NOT NULL,
            device_id varbinary(255) NOT NULL, apns_type varchar(255) NOT NULL DEFAULT '',
            timestamp timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
            id int(11) NOT NULL AUTO_INCREMENT, PRIMARY KEY (id)) DEFAULT CHARSET=utf8 COLLATE=utf8_general_ci;
        INSERT INTO provisioning.voip_domains VALUES (1, 'example.org');
        INSERT INTO provisioning.voip_subscribers VALUES (7, 'alice', 1), (8, 'bob', 1);
        INSERT INTO kamailio.mobile_push_registrations VALUES
            ('00ff', 'apns', 7, '1', 'voip', FROM_UNIXTIME(1800000000), 1),
            ('01ff', 'apns', 7, '1', 'plain', FROM_UNIXTIME(1800000001), 2),
            ('Token-1', 'fcm', 8, '2', '', FROM_UNIXTIME(1800000002), 3),
            ('Token-2', 'fcm', 9, '2', '', FROM_UNIXTIME(1800000002), 4),
            (x'ff00', 'fcm', 8, '2', '', FROM_UNIXTIME(1800000002), 5);
        INSERT INTO kamailio.mobile_push_registrations (reg_id, type, subscriber_id, device_id)
            SELECT CONCAT('Token-', seq), 'fcm', 8, seq FROM provisioning.seq_1000_to_2500;";

    #[tokio::test]
    #[ignore = "starts a MariaDB: make test-full"]
    async fn sip_carriers_database_is_imported() {
        let server = Server::start(Kind::MariaDb).await;
        server.admin(CARRIER).await;
        let folder = tempfile::tempdir().unwrap();
        let store = suite::sqlite(folder.path()).await;
        let mut import = Import::new(&store, Apps { apns: "org.example.phone".into(), fcm: "example-project".into() });
        import.database(&server.url_of("")).await.unwrap();
        assert_eq!((import.written, import.outdated, import.refused), (3 + 1501, 0, 2));
        assert_eq!(suite::count(&store).await, 2 + 10, "at most ten of a subscriber");

        let devices = store.devices("alice@example.org").await.unwrap();
        let [plain, voip] = devices.try_into().ok().unwrap();
        assert_eq!(
            (voip.device.token.expose(), voip.device.purpose.name(), voip.stored_at),
            ("00ff", "calls", 1_800_000_000)
        );
        assert_eq!(
            (plain.device.token.expose(), plain.device.purpose.name(), plain.stored_at),
            ("01ff", "messages", 1_800_000_001)
        );
        assert_eq!((voip.device.app.as_str(), voip.device_id.as_deref()), ("org.example.phone", Some("1")));
    }
}
