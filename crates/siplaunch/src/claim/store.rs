macro_rules! insert {
    ($rest:literal) => {
        concat!("INSERT INTO siplaunch_claims AS c (id, claimed_at, taps, kept_until, revoked_at) ", $rest)
    };
}

/// SQLite from 3.35 (2021) and PostgreSQL read the same text.
const CLAIM: &str = insert!(
    "VALUES (?, ?, 1, ?, NULL) ON CONFLICT (id) DO UPDATE SET taps = c.taps + 1 \
     WHERE c.revoked_at IS NULL AND c.taps < ? AND c.claimed_at > ? AND c.claimed_at < ? RETURNING taps"
);
/// A client may count changed rows or found rows, so that their number says nothing; `LAST_INSERT_ID` is the connection's.
const MYSQL_CLAIM: &str = "\
INSERT INTO siplaunch_claims (id, claimed_at, taps, kept_until, revoked_at) VALUES (?, ?, LAST_INSERT_ID(1), ?, NULL) \
ON DUPLICATE KEY UPDATE taps = IF(revoked_at IS NULL AND taps < ? AND claimed_at > ? AND claimed_at < ?, \
LAST_INSERT_ID(taps + 1), taps + LAST_INSERT_ID(0))";
const REVOKE: &str =
    insert!("VALUES (?, 0, 0, ?, ?) ON CONFLICT (id) DO UPDATE SET revoked_at = COALESCE(c.revoked_at, ?)");
const MYSQL_REVOKE: &str = "\
INSERT INTO siplaunch_claims (id, claimed_at, taps, kept_until, revoked_at) VALUES (?, 0, 0, ?, ?) \
ON DUPLICATE KEY UPDATE revoked_at = COALESCE(revoked_at, ?)";
const FIND: &str = "SELECT claimed_at, taps, revoked_at FROM siplaunch_claims WHERE id = ?";
const LIST: &str = "SELECT id, claimed_at, taps, revoked_at FROM siplaunch_claims WHERE id > ? ORDER BY id LIMIT 1000";
const FORGET: &str = "DELETE FROM siplaunch_claims WHERE id = ?";
const PURGE: &str = "DELETE FROM siplaunch_claims WHERE kept_until < ?";

macro_rules! create {
    ($id:literal, $end:literal) => {
        concat!(
            "CREATE TABLE IF NOT EXISTS siplaunch_claims (id ",
            $id,
            " NOT NULL PRIMARY KEY, claimed_at BIGINT NOT NULL, taps BIGINT NOT NULL, kept_until BIGINT NOT NULL, \
             revoked_at BIGINT)",
            $end,
        )
    };
}

/// A kind of claim store: a database in which a portal keeps the claims of one-time links.
///
/// The placeholders of all SQL statements are `?`. A claim is one statement, so that of many taps at the same time one is
/// the first. All times are Unix times in seconds; an id is its 32 hex digits in lower case.
///
/// ```
/// use siplaunch::{ClaimStatement, ClaimStoreKind};
///
/// let store = ClaimStoreKind::parse("postgresql").expect("a claim store");
/// assert!(store.statement(ClaimStatement::Claim).ends_with("RETURNING taps"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimStoreKind {
    /// SQLite from version 3.35.
    Sqlite,
    /// MariaDB and MySQL. The statements do not depend on which rows a client counts, found or changed ones.
    MySql,
    /// PostgreSQL.
    PostgreSql,
    /// Redis, whose statements are Lua scripts: `KEYS` are [`ClaimStoreKind::REDIS_KEY`], then that key, `:` and the link's id;
    /// `ARGV` are the placeholders' values after the id.
    ///
    /// A Redis that lost its data answers no claim until [`ClaimStatement::Create`] runs again: no used link is new.
    Redis,
}

impl ClaimStoreKind {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Sqlite, Self::MySql, Self::PostgreSql, Self::Redis];

    /// The first key of each Redis script. Its braces keep all claims in one slot of a cluster.
    pub const REDIS_KEY: &str = "{siplaunch}:claims";

    /// Its name: `sqlite`, `mysql`, `postgresql` or `redis`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::MySql => "mysql",
            Self::PostgreSql => "postgresql",
            Self::Redis => "redis",
        }
    }

    /// The claim store of a name, see [`ClaimStoreKind::as_str`].
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|store| store.as_str() == name)
    }

    /// A statement, or an empty text where the store needs none.
    #[must_use]
    pub const fn statement(self, statement: ClaimStatement) -> &'static str {
        use ClaimStatement as S;
        match (self, statement) {
            (Self::Sqlite, S::Create) => create!("TEXT", " WITHOUT ROWID"),
            (Self::MySql, S::Create) => create!("CHAR(32) CHARACTER SET ascii COLLATE ascii_bin", " ENGINE=InnoDB"),
            (Self::PostgreSql, S::Create) => create!("CHAR(32)", ""),
            (Self::Redis, S::Create) => "return redis.call('SET', KEYS[1], '1')",
            (Self::Sqlite | Self::PostgreSql, S::Claim) => CLAIM,
            (Self::MySql, S::Claim) => MYSQL_CLAIM,
            (Self::Redis, S::Claim) => include_str!("claim.lua"),
            (Self::MySql, S::Taps) => "SELECT LAST_INSERT_ID()",
            (Self::Sqlite | Self::PostgreSql, S::Revoke) => REVOKE,
            (Self::MySql, S::Revoke) => MYSQL_REVOKE,
            (Self::Redis, S::Revoke) => include_str!("revoke.lua"),
            (Self::Redis, S::Find) => include_str!("find.lua"),
            (Self::Redis, S::Forget) => "return redis.call('DEL', KEYS[2])",
            (Self::Sqlite | Self::PostgreSql | Self::Redis, S::Taps) | (Self::Redis, S::List | S::Purge) => "",
            (_, S::Find) => FIND,
            (_, S::List) => LIST,
            (_, S::Forget) => FORGET,
            (_, S::Purge) => PURGE,
        }
    }
}

/// A statement of a [`ClaimStoreKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimStatement {
    /// Makes an empty store, unless there is one.
    Create,
    /// Claims a link. Values: its id, then [`ClaimPolicy::values`](crate::ClaimPolicy::values).
    ///
    /// The row has the taps so far, for [`Claim::from_taps`](crate::Claim::from_taps). No row is a link that is used up or
    /// revoked: [`ClaimStatement::Find`] says which. MariaDB and MySQL give no row here: [`ClaimStatement::Taps`] does.
    Claim,
    /// Reads the taps of the claim before it, on the same connection; 0 for a link that is used up or revoked. Only MariaDB
    /// and MySQL need it.
    Taps,
    /// Finds a link by its id. The row has `claimed_at`, `taps` and `revoked_at`, as [`ClaimRecord`](crate::ClaimRecord).
    Find,
    /// Lists the next 1,000 links after an id, in the order of ids; begin with an empty id. A row has `id`, then the values of
    /// [`ClaimStatement::Find`]. Redis has `SCAN` for it.
    List,
    /// Revokes a link, claimed or not. Values: its id, then
    /// [`ClaimPolicy::revocation_values`](crate::ClaimPolicy::revocation_values).
    Revoke,
    /// Forgets a link by its id: it is as if nobody had tapped or revoked it.
    Forget,
    /// Deletes the links whose time to be kept is over. Value: now. Redis does it by itself.
    Purge,
}

impl ClaimStatement {
    /// All of them.
    pub const ALL: &[Self] =
        &[Self::Create, Self::Claim, Self::Taps, Self::Find, Self::List, Self::Revoke, Self::Forget, Self::Purge];

    /// Its name, one word in lower-case letters.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Claim => "claim",
            Self::Taps => "taps",
            Self::Find => "find",
            Self::List => "list",
            Self::Revoke => "revoke",
            Self::Forget => "forget",
            Self::Purge => "purge",
        }
    }

    /// The statement of a name, see [`ClaimStatement::as_str`].
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|statement| statement.as_str() == name)
    }
}
